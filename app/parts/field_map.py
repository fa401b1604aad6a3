"""The map of fields and wards: MapLibre from our own files, with no tiles from anywhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from streamlit.components.v2 import component

from app.desk.risk_picture import RiskPicture
from app.desk.shapes import field_bounds
from app.grants import FIELD_OUTLINES, grant
from app.page import Reader
from app.parts.marks import LEVEL_COLOURS, level_name
from app.public_files import address
from app.text.catalogue import messages

_TEXTS = tuple(key.removeprefix("risk.") for key in messages() if key.startswith("risk.map_"))
_component = component(
    "ruong_field_map",
    html='<div class="map"></div>',
    css=".map { height: 520px } @media (max-width: 640px) { .map { height: 400px } }",
    js=(Path(__file__).parents[1] / "assets" / "field_map.js").read_text("utf-8"),
)


def field_map(
    reader: Reader, picture: RiskPicture, levels: np.ndarray, selected: str | None
) -> str | None:
    """Draw the map and return the code of a field that was just clicked, or None.

    Parameters
    ----------
    reader
        Who reads; its role was checked by the page.
    picture
        Whose fields are drawn.
    levels
        A level for each field in map order, -1 where it was not assessed.
    selected
        The field to outline.
    """
    fields = picture.fields["field_id"]
    chosen = fields.index[fields == selected] if selected else []
    data = {
        "fields": f"/api/shapes/fields?grant={grant(FIELD_OUTLINES)}",
        "wards": "/api/shapes/wards",
        "bounds": field_bounds(reader.settings.store),
        # One letter a field: a new day is some kilobytes, the outlines stay in the browser.
        "levels": "".join("." if level < 0 else str(level) for level in levels.tolist()),
        "shares": picture.ward_shares(levels),
        "colours": list(LEVEL_COLOURS),
        "names": [level_name(reader, n) for n in range(len(LEVEL_COLOURS))],
        "unnamed": level_name(reader, -1),
        "selected": int(chosen[0]) if len(chosen) else -1,
        "library": [address(f"map/maplibre-gl{end}") for end in (".mjs", "-worker.mjs", ".css")],
        "texts": {key: reader.say(f"risk.{key}") for key in _TEXTS},
    }
    result: Any = _component(key="field-map", data=data, on_picked_change=lambda: None)
    number = result.picked
    return None if number is None else str(fields.iloc[int(number)])
