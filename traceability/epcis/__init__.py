"""EPCIS 2.0: what happened to which things, where, when and why, as the standard writes it.

An event is a JSON-LD object. `read` takes JSON or XML (1.2 and 2.0) from strangers, bounded and
strict, and gives a `Document` of events that each stand alone; `write_json` and `write_xml` put it
together again. `check` says whether something is an event, `validate` whether a document is one;
both name every fault. `event_hash` gives an event its number, the same however it is written.
`parse_query`, `matches` and `select` answer the standard's queries. The vocabulary stands in
`terms`, the rules in `schema`, `envelopes` and `rules`, the one spelling of names and values in
`identifiers` and `values`. Nothing here reads the network, a clock or a database.
"""

from traceability.epcis.check import check, faults
from traceability.epcis.document import Document
from traceability.epcis.fingerprint import event_hash, prehash
from traceability.epcis.json_writer import write_json
from traceability.epcis.matching import matches, select
from traceability.epcis.query import Query, from_texts, parse_query
from traceability.epcis.reading import read
from traceability.epcis.validate import document_faults, validate
from traceability.epcis.xml_document_writer import write_xml

__all__ = [
    "Document",
    "Query",
    "check",
    "document_faults",
    "event_hash",
    "faults",
    "from_texts",
    "matches",
    "parse_query",
    "prehash",
    "read",
    "select",
    "validate",
    "write_json",
    "write_xml",
]
