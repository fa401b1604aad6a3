"""The character sets of GS1 data, as strings in the order of their ranks."""

from __future__ import annotations

DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = UPPER.lower()
CSET39 = "#-/" + DIGITS + UPPER
CSET64 = UPPER + LOWER + DIGITS + "-_"
CSET82 = "!\"%&'()*+,-./" + DIGITS + ":;<=>?" + UPPER + "_" + LOWER
IMPORTER_INDEX = "-" + DIGITS + UPPER + "_" + LOWER


def run(data: str, allowed: str) -> int:
    """Count the leading characters of *data* that are all in *allowed*."""
    return len(data) - len(data.lstrip(allowed))
