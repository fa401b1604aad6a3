"""Signed addresses: one token a container, renewed before it expires, nothing else touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from data_sources.errors import Refused, Unavailable
from data_sources.service import Answer, Service
from data_sources.signing import Signer
from tests.data_sources.faulty_server import Reply, serving

HREF = "https://sentinel1euwestrtc.blob.core.windows.net/sentinel1-grd-rtc/GRD/2025/iw-vv.rtc.tiff"
NOW = datetime(2026, 2, 20, 1, tzinfo=UTC)


class Tokens(Service):
    """A token service that answers at a stated time, with a token that lives an hour."""

    def get(self, url, params=None):
        assert params is None
        self._last.append(0.0)
        count = len(self._last)
        body = {"token": f"sig={count}", "msft:expiry": (NOW + timedelta(hours=1)).isoformat()}
        return Answer(url, json.dumps(body).encode(), "", format_datetime(NOW, usegmt=True))


def test_a_token_is_kept_until_shortly_before_it_expires():
    seconds = [1000.0]
    signer = Signer(Tokens("tokens", "terms"), clock=lambda: seconds[0])
    assert signer.signed(HREF) == f"{HREF}?sig=1"
    seconds[0] += 3200
    assert signer.signed(f"{HREF}?old=signature") == f"{HREF}?sig=1"
    seconds[0] += 150
    assert signer.signed(HREF) == f"{HREF}?sig=2"
    other = HREF.replace("sentinel1-grd-rtc", "elsewhere")
    assert signer.signed(other) == f"{other}?sig=3"


@pytest.mark.parametrize(
    "href",
    [
        "https://sentinel-cogs.s3.us-west-2.amazonaws.com/x/B04.tif",
        "http://a.blob.core.windows.net/x",
        "https://blob.core.windows.net.example/x/y",
        "stac/items/red.tif",
        "s3://bucket/key",
    ],
)
def test_other_addresses_come_back_as_they_are(href):
    assert Signer(Tokens("tokens", "terms")).signed(href) == href


def test_faults_of_the_token_service():
    with serving() as server:
        signer = Signer(Service("tokens", "terms", attempts=1), server.url)
        path = "/sentinel1euwestrtc/sentinel1-grd-rtc"
        server.replies[path] = [Reply(body=b'{"token": ""}'), Reply(body=b"[]"), Reply(403)]
        for _ in range(2):
            with pytest.raises(Refused, match="no token"):
                signer.signed(HREF)
        with pytest.raises(Unavailable):
            signer.signed(HREF)
