"""A world that looks like the real one and enters by the same doors.

`land -> crops -> weather and salt -> what satellites, services and people make of it -> files`.
Process models with their sources draw it, a seed decides it: a square of rice land beside the lower
Hậu, canals and strips (`landscape`), what each parcel grows and when (`crops`, `canopy`), the
monsoon (`sky`), salt in the river (`river`), yields and why (`yields`). Scenes (`render`,
`catalogue`), weather answers, bulletins, parcel files, harvest records and deliveries are written
in the formats their real sources have, with the faults real ones have: clouds for weeks, scenes
that lie about their offset, late and double records, a parcel file in the wrong zone, a few
dishonest lots. Everything is tagged *simulated*; `truth/` beside it is for tests and scoring only.
"""

from data_sources.simulated.story import FULL, TINY, WorldSize
from data_sources.simulated.world import build_world

__all__ = ["FULL", "TINY", "WorldSize", "build_world"]
