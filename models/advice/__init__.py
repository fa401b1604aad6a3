"""What to do about it: declarative rules over stage and hazard, worded in Vietnamese and English.

`rules.py` holds the rules, one small entry each with its source and its state of review;
`advise.py` applies them to RISK and FIELD_SEASONS rows. A rule that no agronomist has reviewed says
so wherever its advice is shown, and never leaves in an SMS.
"""
