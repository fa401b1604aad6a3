"""Where each source finds its files in a data folder.

One table serves three kinds of folder: the simulated world, the data pack, and a folder that a
department fills by itself with files of the same names. What a folder does not hold is said, never
made up.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from data_sources.store import digest_of

PLACES: dict[str, tuple[str, ...]] = {
    "sentinel2": ("stac/catalog.json", "stac_responses"),
    "sentinel1": ("stac/catalog.json", "stac_responses"),
    "power": ("weather/power_*.json", "nasa_power_responses"),
    "open_meteo": ("weather/open_meteo_*.json",),
    "salinity_bulletins": ("water/bulletins_*.csv", "hydrology/salinity_bulletins/*.csv"),
    "stations": ("water/stations.json", "hydrology/salinity_stations/stations_scl.json"),
    "parcels": ("parcels/parcels.gpkg", "parcels/*.geojson", "parcels/*.shp"),
    "harvest_records": ("records/harvests.csv",),
    "deliveries": ("records/deliveries.csv",),
    "ey_fields": ("ey2023_fields",),
    "ey_sites": ("ey2023_fields",),
    "ey_series": ("ey2023_fields",),
    "ey_radar": ("ey2023_fields",),
    "ey_weather": ("ey2023_fields",),
    "province_statistics": ("mekong_rice/province_season_rice.csv",),
    "oni": ("oni/*.csv",),
    "ward_predecessors": ("boundaries_2025/can_tho_ward_predecessors.csv",),
    "mrc_levels": ("water/mrc_*.csv",),
}
BOUNDARIES = "boundaries_2025/can_tho_wards_2025.gpkg"
_LARGE = {".tif", ".tiff", ".npy"}


def place_of(source: str, folder: Path) -> Path | None:
    """Return the file or folder that a source reads in *folder*; None where there is none.

    Where several files match, the folder that holds them is returned.
    """
    for pattern in PLACES.get(source, ()):
        found = sorted(folder.glob(pattern))
        if found:
            return found[0] if len(found) == 1 else found[0].parent
    return None


def fingerprint(place: Path) -> str:
    """Return a digest of what a place holds; images count by name and size, the rest by content."""
    if place.is_file() and place.suffix != ".json":
        return digest_of(place)
    root = place if place.is_dir() else place.parent
    total = hashlib.sha256()
    for file in sorted(p for p in root.rglob("*") if p.is_file()):
        size = str(file.stat().st_size)
        content = size if file.suffix in _LARGE else digest_of(file)
        total.update(f"{file.relative_to(root)}\0{content}\0".encode())
    return total.hexdigest()
