"""The advice for one field in so few words that a phone without internet can show it."""

from __future__ import annotations

from app.desk.field_sheet import FieldSheet
from app.page import Reader

_ONE_MESSAGE = 70
_EACH_OF_MANY = 67
"""UTF-16 units in one SMS, and in each part of a longer one (3GPP TS 23.040, 9.2.3.24.1).

Vietnamese letters are not in the 7-bit alphabet, so every text counts as UCS-2.
"""


def message(reader: Reader, sheet: FieldSheet) -> str:
    """Return the advice as plain text that also reads aloud well."""
    day = sheet.issued if sheet.issued is not None else ""
    parts = [reader.say("advisory.message_for", field=sheet.field["field_id"], day=day)]
    if sheet.tag.kind == "simulated":
        parts.insert(0, reader.say("advisory.message_simulated"))
    if sheet.advice.empty:
        parts.append(reader.say("advisory.message_calm"))
    for number, (_, row) in enumerate(sheet.advice.iterrows(), start=1):
        action = reader.of(row["advice_vi"], row["advice_en"])
        until = reader.say("advisory.message_until", until=row["valid_until"])
        parts.append(f"{number}. {action} {until}")
    if len(sheet.advice) and not sheet.may_be_sent:
        parts.append(reader.say("advisory.message_unreviewed"))
    return " ".join(parts)


def segments(text: str) -> int:
    """Return how many SMS *text* takes.

    >>> segments("x" * 70), segments("x" * 71), segments("x" * 135)
    (1, 2, 3)
    """
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= _ONE_MESSAGE else -(-units // _EACH_OF_MANY)
