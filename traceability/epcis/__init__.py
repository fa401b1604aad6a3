"""EPCIS 2.0: what happened to which things, where, when and why, as the standard writes it.

An event is a JSON-LD object. `check` says whether it is one and names every fault; `event_hash`
gives it its number, the same however it is written. `terms` and `prefixes` hold the vocabulary,
`identifiers` and `values` the one spelling of names and values, `fingerprint` the hash, `schema`
and `rules` what an event must be. XML of version 1.2 and 2.0 is read into the same JSON-LD and
written from it. Nothing here reads the network, a clock or a database.
"""

from traceability.epcis.check import check, faults
from traceability.epcis.fingerprint import event_hash, prehash

__all__ = ["check", "event_hash", "faults", "prehash"]
