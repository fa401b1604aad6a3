"""Pages: how many on one, and a token that says where the next begins."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from urllib.parse import quote, urlencode

from traceability.rest.exchange import Call, Desk
from traceability.rest.problems import Problem

USUAL, MOST = 30, 1_000
CONTROLS = ("perPage", "nextPageToken")
Place = Mapping[str, int | str]


def per_page(call: Call) -> int:
    """Read how many are wanted on a page."""
    given = call.query.get("perPage", [str(USUAL)])
    if len(given) != 1 or not (given[0].isascii() and given[0].isdigit()) or len(given[0]) > 9:
        raise Problem(400, "perPage is a whole number from 1", "QueryParameterException")
    if int(given[0]) < 1:
        raise Problem(400, "perPage is a whole number from 1", "QueryParameterException")
    return min(int(given[0]), MOST)


def place_of(call: Call) -> Place | None:
    """Read where the page begins; None for the first.

    Raises
    ------
    Problem
        400 for a token that is none, or one of another question.
    """
    given = call.query.get("nextPageToken")
    if given is None:
        return None
    try:
        place = json.loads(urlsafe_b64decode(given[0].encode()))
        if len(given) == 1 and isinstance(place, dict) and place.pop("of") == _question(call):
            return place
    except (ValueError, KeyError, binascii.Error, RecursionError):
        pass
    raise Problem(400, "nextPageToken is not one of this question", "QueryParameterException")


def next_link(call: Call, desk: Desk, place: Place) -> dict[str, str]:
    """Write the header that leads to the next page."""
    token = urlsafe_b64encode(json.dumps({**place, "of": _question(call)}).encode()).decode()
    asked = [
        (name, value) for name, values in call.query.items() if name != "nextPageToken"
        for value in values
    ]  # fmt: skip
    query = urlencode([*asked, ("nextPageToken", token)])
    return {"Link": f'<{desk.root}{quote(call.path)}?{query}>; rel="next"'}


def _question(call: Call) -> str:
    asked: dict[str, Sequence[str]] = {
        name: list(values) for name, values in call.query.items() if name not in CONTROLS
    }
    text = json.dumps([call.path, sorted(asked.items())])
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
