"""What the world tells us.

`contract.py` says what a Variable and a Contract are, `vocabulary.py` writes every variable once,
and `datasets.py` names the contracts that the chapters hand on. A `Source` (one file each, found by
`source.catalogue()`) reads one outside place, refuses what is damaged with all faults in one
sentence, and says where its data comes from: real, analogue or simulated (`tag.py`). A `Store`
keeps contracts at rest with their provenance. `region.py` knows the 103 wards, `season.py` the
three rice seasons. `service.py` asks outside services, `detectors/` finds the faults of real data,
and `simulated/` is a world that looks like the real one and enters by the same doors.
"""
