"""Say what is true, and prove it.

`gs1/` names things, `epcis/` says what happened to them, `register/` keeps every acknowledged
event in order, and `log/` commits to it in a Merkle tree that anybody may copy. `statement.py`
decides what is public and binds the rest under a salt; `keys.py` says which key spoke for whom and
when; `verify.py` checks a proof with nothing but the proof and a pinned key. `claims.py` holds what
a lot claims against evidence that comes in as values. A proof needs no model and no network.
"""
