"""Read what arrives, JSON or XML, into a document of events."""

from __future__ import annotations

from data_sources.errors import Refused
from traceability.epcis.document import Document
from traceability.epcis.json_documents import document_of_json
from traceability.epcis.json_reader import read_json
from traceability.epcis.xml_documents import document_of_xml
from traceability.epcis.xml_reader import read_xml

_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def read(data: bytes, what: str = "the document") -> Document:
    """Read a document, an event, a list of events or a query; what it is, is seen from its bytes.

    Raises
    ------
    Refused
        If it is too big, too deep, not well-formed, ambiguous, or none of these.
    """
    start = data[:256].lstrip(b" \t\r\n")
    if not start:
        raise Refused(what, ["it is empty"])
    if start.startswith(_XML_STARTS):
        return document_of_xml(read_xml(data, what), what)
    return document_of_json(read_json(data, what), what)
