"""What is true in the world: for tests and for scoring, never read by the flow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from data_sources.simulated.overpass import flag_of, name_of
from data_sources.simulated.reflectance import index
from data_sources.simulated.render import Drawn, clear_share
from data_sources.simulated.river import River, at_stations
from data_sources.simulated.scene_plan import plan
from data_sources.simulated.sky import Sky
from data_sources.simulated.story import Story


def scenes(story: Story, sky: Sky, drawn: list[Drawn]) -> pd.DataFrame:
    """Return every pass, those without an item too: what was planted and what it truly holds."""
    found = {(d.scene.sensor, d.scene.day, d.scene.version, d.scene.orbit): d for d in drawn}
    rows = []
    for scene in plan(story, sky):
        seen = found.get((scene.sensor, scene.day, scene.version, scene.orbit))
        optical = scene.sensor == "S2"
        rows.append(
            {
                "item": name_of(scene) if seen else "",
                "sensor": scene.sensor,
                "date": pd.Timestamp(scene.day),
                "orbit": scene.orbit,
                "ascending": scene.ascending,
                "planted": scene.fault,
                "cloud": scene.cloud,
                "clear": clear_share(seen) if seen and optical else np.nan,
                "flag": flag_of(scene) if optical else None,
                "offset_in_pixels": seen.offset_in_pixels if seen and optical else None,
            }
        )
    return pd.DataFrame(rows)


def salinity(story: Story, river: River) -> pd.DataFrame:
    """Return daily salinity, g/L, one row a station and day."""
    daily = at_stations(river).set_index(story.days).rename_axis("time")
    return daily.melt(ignore_index=False, var_name="station", value_name="salinity").reset_index()


def canopy(fields: pd.DataFrame, drawn: list[Drawn]) -> pd.DataFrame:
    """Return what each field truly looked like on each scene: one row a field and scene.

    Columns: field_id, item, time, ndvi, lswi (Sentinel-2), vv_db, vh_db (Sentinel-1).
    """
    parts = []
    for one in drawn:
        frame: dict[str, object] = {"field_id": fields["field_id"].to_numpy()}
        if one.scene.sensor == "S2":
            red, nir, swir = one.fields.T
            frame |= {"ndvi": index(nir, red), "lswi": index(nir, swir)}
        else:
            vv, vh = 10 * np.log10(one.fields.T)
            frame |= {"vv_db": vv, "vh_db": vh}
        about = {"item": name_of(one.scene), "time": pd.Timestamp(one.scene.day)}
        parts.append(pd.DataFrame(frame).assign(**about))
    return pd.concat(parts, ignore_index=True)


def write(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write each table as Parquet below *folder*."""
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
