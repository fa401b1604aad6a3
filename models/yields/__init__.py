"""Forecast the yield of fields, and say how sure.

`features.py` says what may be looked at and since when, `level.py` what anybody could say (the
baseline), `residual.py` what the satellite adds and how much of it is believed, `model.py` puts
them together with an interval, `abstain.py` says when to be silent, `judged.py` makes the table of
models and protocols, `season_forecast.py` forecasts a season.
"""

from models.yields.season_forecast import YieldResult, forecast, say

__all__ = ["YieldResult", "forecast", "say"]
