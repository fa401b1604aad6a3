"""A recipe: how a scene becomes pixels of a cube, and the digest that names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import numpy as np

MISSING = -32768
"""What stands in a cube where nothing was seen."""


@dataclass(frozen=True)
class Recipe:
    """What is done to a scene; results of another recipe are never mixed with this one's.

    Parameters
    ----------
    name
        optical or radar.
    assets
        The files of a scene that are read.
    variables
        What it makes, in the order of the first axis.
    dtype
        How a pixel rests.
    scale
        Quantity of one step.
    settings
        Every number that decides a pixel.
    code
        Modules whose text decides a pixel.
    """

    name: str
    assets: tuple[str, ...]
    variables: tuple[str, ...]
    dtype: str
    scale: float
    settings: tuple[tuple[str, object], ...]
    code: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Digest of the settings and of the code that carries them out."""
        total = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode())
        for module in self.code:
            total.update(Path(str(import_module(module).__file__)).read_bytes())
        return total.hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """What a recipe makes of one scene on one tile.

    Parameters
    ----------
    pixels
        (variables, rows, columns), `MISSING` where nothing was seen.
    clear
        Share of the pixels that were seen, 0 to 1.
    sample
        Digital numbers of some seen pixels, spread over the tile, that tell whether the scene's
        scale and offset can be true; empty where there is nothing to ask.
    """

    pixels: np.ndarray
    clear: float
    sample: np.ndarray
