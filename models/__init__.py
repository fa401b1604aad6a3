"""Say what is likely, and how sure.

`folds.py` says what may be learned from what (never at random), `scores.py` how good a forecast
is and how sure we are of that, `intervals.py` how wide it must be, `boosting.py` keeps a LightGBM
model as text with a checksum. `yields/` forecasts the fields: a frozen baseline, a departure that
carries weight only where past data prove it, and silence where a field is not like those it knows.
`hazards/` and `advice/` say what endangers a field and what to do. A model ships with its card, or
not at all.
"""
