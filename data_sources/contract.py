"""What one part of the project hands to the next, and how it is checked.

A `Variable` is one measured or stated thing, with its unit, its range, its names and who may see
it. A `Contract` is a named set of variables on keys or dimensions. Three kinds of contract hold
them: `Cube` (xarray, gridded), `Table` (pandas, rows) and `Layer` (geopandas, rows with a shape).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr

from data_sources.errors import Refused

Data = TypeVar("Data")
Access = Literal["open", "partner", "personal"]
Kind = Literal["float", "int", "text", "date", "bool", "geometry"]

WORKING_CRS = "EPSG:32648"
"""UTM 48 north, metres: every cube and every layer inside Ruộng; lon/lat only at the edge."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One measured or stated thing, written once.

    Parameters
    ----------
    name
        The column's or the array's name.
    unit
        CF unit ("1" for a ratio, "" for text and dates).
    vi, en
        What a person reads.
    kind
        What the values are.
    low, high
        The range that is possible, in `unit`; values outside it are faults.
    gaps
        Whether values may be missing.
    access
        Who may see it: anybody, partners under agreement, or only the person it speaks of.
    choices
        The only values a text may take; empty means any.
    """

    name: str
    unit: str
    vi: str
    en: str
    kind: Kind = "float"
    low: float = -np.inf
    high: float = np.inf
    gaps: bool = False
    access: Access = "open"
    choices: tuple[str, ...] = ()


_DTYPE_KINDS = {"float": "f", "int": "iu", "text": "OUT", "date": "M", "bool": "b", "geometry": "O"}


def _range_faults(variable: Variable, values: pd.Series | xr.DataArray) -> Iterator[str]:
    if values.size == 0 or bool(values.isnull().all()):
        return
    low, high = float(values.min()), float(values.max())
    if low < variable.low or high > variable.high:
        unit = "" if variable.unit in ("", "1") else f" {variable.unit}"
        yield (
            f"{variable.name} spans {low:g} to {high:g}{unit}, "
            f"outside {variable.low:g} to {variable.high:g}"
        )


def _value_faults(variable: Variable, values: pd.Series | xr.DataArray) -> Iterator[str]:
    """Yield what is wrong with the values themselves, whatever holds them."""
    if variable.kind == "geometry":
        return
    kind = values.dtype.kind
    if kind not in _DTYPE_KINDS[variable.kind]:
        yield f"{variable.name} holds {values.dtype}, not {variable.kind}"
        return
    if variable.kind in ("float", "int"):
        if kind == "f" and bool(np.isinf(values).any()):
            yield f"{variable.name} holds infinite values"
        yield from _range_faults(variable, values)
    if variable.choices and isinstance(values, pd.Series):
        strange = sorted({str(v) for v in values.dropna().unique()} - set(variable.choices))
        if strange:
            yield f"{variable.name} holds {', '.join(strange[:5])}: not one of its values"
    missing = int(values.isnull().sum())
    if missing and not variable.gaps:
        yield f"{variable.name} is missing in {missing} of {values.size}"


def _name_faults(expected: Sequence[str], found: Sequence[str]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in expected if name not in found)
    yield from (f"{name} is not in the contract" for name in found if name not in expected)


@dataclass(frozen=True)
class Contract(Generic[Data]):
    """A named set of variables over *keys*; the kinds of contract say what holds them.

    Parameters
    ----------
    name
        Also the folder it rests in.
    keys
        For a cube its dimensions in order; for rows the variables that together are unique.
    variables
        All of them, the keys of a table included.
    vi, en
        What a person reads.
    """

    name: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]
    vi: str = ""
    en: str = ""

    suffix = ""

    def check(self, data: Data) -> Data:
        """Return *data* unchanged, or raise `Refused` with every fault found."""
        if faults := list(self.faults(data)):
            raise Refused(self.name, faults)
        return data

    def variable(self, name: str) -> Variable:
        """Return the variable called *name*; `KeyError` where the contract has none."""
        return {v.name: v for v in self.variables}[name]

    @property
    def names(self) -> list[str]:
        """The names of its variables, in order."""
        return [v.name for v in self.variables]

    def faults(self, data: Data) -> Iterator[str]:
        """Yield everything that is wrong with *data*, each as a clause."""
        raise TypeError(f"{type(self).__name__} says nothing about {type(data).__name__}")

    def read(self, path: Path) -> Data:
        """Read what `write` wrote."""
        raise TypeError(f"{type(self).__name__} cannot read {path.name}")

    def write(self, data: Data, path: Path) -> None:
        """Write *data* at *path*, the same bytes for the same data."""
        raise TypeError(f"{type(self).__name__} cannot write {type(data).__name__} at {path.name}")


class Cube(Contract[xr.Dataset]):
    """Gridded variables in `WORKING_CRS`; lazy values are checked when they are computed."""

    suffix = ".zarr"

    def faults(self, data: xr.Dataset) -> Iterator[str]:
        """Yield what is wrong: names, dimensions, units, repeated coordinates, ranges, CRS."""
        yield from _name_faults(self.names, [str(n) for n in data.data_vars])
        crs = str(data.attrs.get("crs", ""))
        if crs != WORKING_CRS:
            yield f"the cube is in {crs or 'no stated CRS'}, not {WORKING_CRS}"
        for dim in self.keys:
            if dim in data.indexes and not data.indexes[dim].is_unique:
                yield f"{dim} repeats"
        for variable in self.variables:
            if variable.name in data:
                yield from self._array_faults(variable, data[variable.name])

    def _array_faults(self, variable: Variable, values: xr.DataArray) -> Iterator[str]:
        if values.dims != self.keys:
            yield f"{variable.name} has dimensions {values.dims}, not {self.keys}"
        unit = values.attrs.get("units")
        if unit != variable.unit:
            yield f"{variable.name} is in {unit}, not {variable.unit}"
        if values.chunks is None:
            yield from _value_faults(variable, values)

    def read(self, path: Path) -> xr.Dataset:
        """Open the cube lazily."""
        return xr.open_zarr(path, consolidated=False)

    def write(self, data: xr.Dataset, path: Path) -> None:
        """Write Zarr v3."""
        data.to_zarr(path, mode="w", consolidated=False, zarr_format=3)


class Table(Contract[pd.DataFrame]):
    """Rows; *keys* together are unique and never missing."""

    suffix = ".parquet"

    def faults(self, data: pd.DataFrame) -> Iterator[str]:
        """Yield what is wrong: names, repeated keys, kinds, ranges, gaps."""
        yield from _name_faults(self.names, [str(c) for c in data.columns])
        keys = list(self.keys)
        if set(keys) <= set(data.columns) and (repeats := int(data.duplicated(keys).sum())):
            yield f"{' + '.join(keys)} repeats in {repeats} rows"
        for variable in self.variables:
            if variable.name in data:
                yield from _value_faults(variable, data[variable.name])

    def read(self, path: Path) -> pd.DataFrame:
        """Read the rows."""
        return pd.read_parquet(path)

    def write(self, data: pd.DataFrame, path: Path) -> None:
        """Write Parquet, columns in the contract's order."""
        data[self.names].to_parquet(path, index=False, compression="zstd")

    def empty(self) -> pd.DataFrame:
        """Return no rows, with every column in its kind."""
        kinds = {
            "float": "float64",
            "int": "int64",
            "text": "str",
            "date": "datetime64[us]",
            "bool": "bool",
        }
        return pd.DataFrame({v.name: pd.Series(dtype=kinds[v.kind]) for v in self.variables})


class Layer(Contract[gpd.GeoDataFrame]):
    """Rows with a shape, in `WORKING_CRS`; *keys* together are unique."""

    suffix = ".parquet"

    def faults(self, data: gpd.GeoDataFrame) -> Iterator[str]:
        """Yield what is wrong: CRS, broken shapes, and all that a table checks."""
        if data.crs is None or data.crs.to_string() != WORKING_CRS:
            yield f"the layer is in {data.crs or 'no stated CRS'}, not {WORKING_CRS}"
        shapes = data.geometry
        if broken := int((shapes.isna() | shapes.is_empty | ~shapes.is_valid).sum()):
            yield f"{broken} shapes are empty or cross themselves"
        rows = Table(self.name, self.keys, self.variables)
        yield from rows.faults(pd.DataFrame(data))

    def read(self, path: Path) -> gpd.GeoDataFrame:
        """Read the rows and their shapes."""
        return gpd.read_parquet(path)

    def write(self, data: gpd.GeoDataFrame, path: Path) -> None:
        """Write GeoParquet, columns in the contract's order."""
        data[self.names].to_parquet(path, index=False, compression="zstd")
