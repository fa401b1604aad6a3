"""Reading the files parcels come in: GeoPackage, Shapefile, KML, GeoJSON, GeoParquet (fiboa)."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from data_sources import vietnamese_letters as letters
from data_sources.errors import Missing, Refused
from data_sources.material import LARGEST_FILE

MOST_PARCELS = 1_000_000
SUFFIXES = (".gpkg", ".shp", ".kml", ".geojson", ".json", ".parquet", ".fgb")


def find(place: str | Path) -> list[Path]:
    """Return the parcel files at *place*: the file itself, or those of a folder.

    Raises
    ------
    Missing
        Where there is none.
    Refused
        Where the file is of another kind or too large.
    """
    path = Path(place)
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        if not files:
            raise Missing(f"{path.name} holds no parcel file ({', '.join(SUFFIXES)}).")
    else:
        if not path.is_file():
            raise Missing(f"{path.name} is not there.", "Check the place that was given.")
        files = [path]
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            raise Refused(file.name, [f"it is none of {', '.join(SUFFIXES)}"])
        if (size := file.stat().st_size) > LARGEST_FILE:
            raise Refused(file.name, [f"it holds {size / 2**20:.0f} MiB"])
    return files


def read(path: Path) -> gpd.GeoDataFrame:
    """Read one file with all its columns, in the CRS it states.

    Raises
    ------
    Refused
        Where it cannot be read, is empty or holds too many parcels.
    """
    try:
        frame = _read(path)
    except (
        DataSourceError,
        DataLayerError,
        FieldError,
        pa.ArrowException,
        ValueError,
        OSError,
        UnicodeDecodeError,
    ) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Refused(path.name, [f"it cannot be read ({first})"]) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Refused(path.name, ["it holds no shapes"])
    if not 0 < len(frame) <= MOST_PARCELS:
        raise Refused(path.name, [f"it holds {len(frame)} parcels, not 1 to {MOST_PARCELS}"])
    return frame


def _read(path: Path) -> gpd.GeoDataFrame:
    if path.suffix.lower() == ".parquet":
        return gpd.read_parquet(path)
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not layers:
        raise ValueError("no layer holds shapes")
    if len(layers) > 1 and path.suffix.lower() != ".kml":
        raise ValueError(f"it holds several layers: {', '.join(layers[:5])}; keep one")
    # A Shapefile's letters are read byte by byte here: GDAL knows none of Vietnam's old encodings.
    encoding = "ISO-8859-1" if path.suffix.lower() == ".shp" else None
    parts = [pyogrio.read_dataframe(path, layer=name, encoding=encoding) for name in layers]
    filled = [part for part in parts if len(part)]
    frame = filled[0] if len(filled) == 1 else _together(filled, path)
    return _lettered(frame, path) if encoding else frame


def _together(parts: list[gpd.GeoDataFrame], path: Path) -> gpd.GeoDataFrame:
    """Put the folders of one KML below each other; they share one CRS by definition."""
    if not parts:
        raise ValueError(f"{path.name} holds no parcel")
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def _lettered(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Read names and texts of a Shapefile in the encoding its .cpg states.

    Raises
    ------
    Refused
        Where the encoding is not known or the bytes are not of it; or where none is stated and the
        bytes are not UTF-8: then those that fit are proposed.
    """
    texts = [str(column) for column in frame.columns if frame[column].dtype.kind in "OUT"]
    texts = [column for column in texts if column != frame.geometry.name]
    known = {value for column in texts for value in frame[column].dropna().unique()}
    known = {value for value in known if isinstance(value, str)} | {str(c) for c in frame.columns}
    encoding = _stated_encoding(path, "\n".join(sorted(known)))
    try:
        read = {value: letters.decode(value.encode("latin-1"), encoding) for value in known}
    except UnicodeError as error:
        raise Refused(path.name, [f"its letters are not {encoding}, as it states"]) from error
    for column in texts:
        frame[column] = frame[column].map(read).astype("str")
    return frame.rename(columns=read)


def _stated_encoding(path: Path, content: str) -> str:
    """Return the encoding of a Shapefile's letters; *content* is all of them, a byte a letter."""
    cpg = next(
        (p for p in (path.with_suffix(".cpg"), path.with_suffix(".CPG")) if p.is_file()), None
    )
    if cpg is not None:
        stated = cpg.read_text("ascii", errors="replace").strip()[:40]
        if (encoding := letters.encoding_of(stated)) is None:
            raise Refused(path.name, [f"its .cpg states {stated!r}, which is no known encoding"])
        return encoding
    fitting = letters.fitting(content.encode("latin-1", errors="replace"))
    if "UTF-8" in fitting:
        return "UTF-8"
    names = " or ".join(fitting) or "none that is known"
    raise Refused(path.name, [f"no .cpg says how its letters are written ({names} would fit)"])
