"""The transparency log: what was said cannot be unsaid unseen.

Every public statement becomes a leaf of one growing Merkle tree (RFC 6962). `merkle` checks
proofs, `tiles` lays the tree out as files that anyone may copy (C2SP tlog-tiles), `append` makes
it grow so that no crash can leave half a step, `note` and `checkpoint` sign its head, `cosign` lets
witnesses put their names to it, `prove` finds the path from a leaf to the head, `bundle` and
`compact` carry that path on paper, `memory` remembers the last head a verifier saw, and `monitor`
rebuilds the whole from the events. The checker never imports the writer.
"""
