"""What is wrong with a GS1 value or message: which rule, which linter, and where in the data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data_sources.errors import Refused
from traceability.gs1.sentences import sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule.

    Parameters
    ----------
    rule
        The rule's name, as GS1's syntax resources spell it: `INCORRECT_CHECK_DIGIT`.
    start, length
        The offending stretch of the data, in characters; a length of 0 marks a place.
    linter
        The linter that found it, empty where it is a rule of the message and not of a value.
    """

    rule: str
    start: int = 0
    length: int = 0
    linter: str = ""

    def marked(self, data: str, mark: str = "*") -> str:
        """Show *data* with the offending stretch between two marks."""
        end = self.start + self.length
        return f"{data[: self.start]}{mark}{data[self.start : end]}{mark}{data[end:]}"

    def shifted(self, places: int) -> Fault:
        """Place the fault in a text in which the linted data begins *places* further on."""
        return replace(self, start=self.start + places)


class SyntaxRefused(Refused):
    """A barcode message, key or link that breaks GS1's syntax; `fault` says where.

    Parameters
    ----------
    what
        What was read: "the Digital Link", "the element string".
    fault
        The broken rule.
    ai, data
        The Application Identifier and the text the fault's positions count in, where known.
    """

    def __init__(self, what: str, fault: Fault, ai: str = "", data: str = "") -> None:
        self.fault = fault
        self.ai = ai
        self.vi, en = sentence(fault.rule)
        self.marked = fault.marked(data) if data else ""
        self.en = en
        subject = f"AI ({ai}) " if ai else ""
        by = f" by linter {fault.linter} at position {fault.start + 1}" if fault.linter else ""
        shown = f": {self.marked}" if self.marked else ""
        super().__init__(what, [f"{subject}{fault.rule}{by}, {en}{shown}"])
