"""Gather: ask every source for what the data folder (or the live service) holds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from app.flow.flow import Flow
from app.flow.places import fingerprint, place_of
from app.flow.specimens import look_at_specimens
from data_sources.datasets import REFUSED, WARDS
from data_sources.errors import Unavailable
from data_sources.source import Delivery, Request, Source, catalogue, refusals
from data_sources.step import Made
from data_sources.tag import REAL

HISTORY_DAYS = 400
"""How far back the live services are asked: two seasons and the year's salinity before them."""
EARLIEST = date(1980, 1, 1)
"""A folder is read whole: what somebody filed there is meant."""


def gather(flow: Flow) -> None:
    """Bring every source's data into the store; say which of them have nothing here."""
    _wards(flow)
    absent = [name for name, source in catalogue().items() if not _gather(flow, source)]
    if absent:
        flow.say(f"  nothing here for: {', '.join(absent)}")
    look_at_specimens(flow)


def _wards(flow: Flow) -> None:
    # The boundaries are real even where everything on them is simulated.
    made = Made(flow.region.wards, REAL, flow.region.source, _drawn(flow))
    flow.make(WARDS, "data_sources", [], lambda: made, extra={"source": flow.region.source})


def _drawn(flow: Flow) -> tuple[str, ...]:
    count = len(flow.region.wards)
    return (f"{count} wards" + (", drawn approximately" if flow.region.approximate else ""),)


def _gather(flow: Flow, source: Source[Any]) -> bool:
    """Gather one source; False where the folder holds nothing for it and it is not asked live."""
    place = place_of(source.name, flow.data) if flow.data else None
    if place is None and not (flow.live and source.live):
        return False

    @cache
    def delivery() -> Delivery[Any]:
        return source(_request(flow, source, place))

    def given() -> Made[Any]:
        came = delivery()
        counted = (f"{len(came.refused)} records turned away",) if came.refused else ()
        return Made(came.data, came.tag, source.licence, (*came.notes, *counted))

    def turned_away() -> Made[pd.DataFrame]:
        came = delivery()
        return Made(refusals(source.name, came.refused), came.tag, source.licence)

    inputs = {"place": fingerprint(place) if place else source.homepage}
    try:
        flow.make(source.gives, "data_sources", [], given, source.name, inputs)
        flow.make(REFUSED, "data_sources", [], turned_away, source.name, inputs, quiet=True)
    except Unavailable as error:
        # One service that is down must not keep the others' data from the field: what rests from
        # an earlier run stays, the run says so here and at its end, and ends with status 1.
        rests = "what rests from before stays" if flow.has(source.gives, source.name) else "nothing"
        flow.say(f"  {source.gives.name} ({source.name}): NO ANSWER, {rests}: {error}")
        flow.unanswered.append(f"{source.name}: {error}")
    return True


def _request(flow: Flow, source: Source[Any], place: Path | None) -> Request:
    if source.ahead_days:
        end = flow.as_of + timedelta(days=source.ahead_days)
        return Request(place, flow.region, flow.as_of, end, flow.tag)
    start = EARLIEST if place else flow.as_of - timedelta(days=HISTORY_DAYS)
    return Request(place, flow.region, start, flow.as_of, flow.tag)
