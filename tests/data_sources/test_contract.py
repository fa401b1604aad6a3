"""A contract lets sound data through untouched and names all faults of the rest at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import xarray as xr

from data_sources import vocabulary
from data_sources.contract import WORKING_CRS, Cube, Layer, Table, Variable
from data_sources.datasets import DATASETS, SURVEYS
from data_sources.errors import Refused

NDVI = Variable("ndvi", "1", "Chỉ số thực vật", "Vegetation index", low=-1, high=1, gaps=True)
NAME = Variable("name", "", "Tên", "Name", "text", choices=("a", "b"))
ROWS = Table("rows", ("name",), (NAME, NDVI))
CUBE = Cube("cube", ("time", "y", "x"), (NDVI,))
SHAPE = Variable("geometry", "", "Hình", "Shape", "geometry")
PLOTS = Layer("plots", ("name",), (NAME, SHAPE))


def rows(**changes) -> pd.DataFrame:
    return pd.DataFrame({"name": ["a", "b"], "ndvi": [0.2, np.nan]} | changes)


def cube(**attrs) -> xr.Dataset:
    values = (("time", "y", "x"), np.zeros((1, 2, 2), "float32"), {"units": "1"} | attrs)
    return xr.Dataset({"ndvi": values}, {"time": [0]}, {"crs": WORKING_CRS})


def test_sound_rows_pass_untouched() -> None:
    table = rows()
    assert ROWS.check(table) is table


def test_all_faults_of_a_table_stand_in_one_sentence() -> None:
    with pytest.raises(Refused) as refused:
        ROWS.check(rows(name=["a", "a"], ndvi=[3.11, 0.0], extra=1))
    assert refused.value.faults == (
        "extra is not in the contract",
        "name repeats in 1 rows",
        "ndvi spans 0 to 3.11, outside -1 to 1",
    )
    assert str(refused.value).count(".") == str(refused.value).count("3.11") + 1


def test_gaps_are_allowed_only_where_they_are_declared() -> None:
    assert not list(ROWS.faults(rows()))
    assert list(ROWS.faults(rows(name=["a", None]))) == ["name is missing in 1 of 2"]


def test_a_text_outside_its_choices_and_a_number_for_a_text_are_faults() -> None:
    assert list(ROWS.faults(rows(name=["a", "c"]))) == ["name holds c: not one of its values"]
    assert list(ROWS.faults(rows(name=[1, 2]))) == ["name holds int64, not text"]


def test_infinite_values_are_faults() -> None:
    assert "ndvi holds infinite values" in list(ROWS.faults(rows(ndvi=[np.inf, 0.0])))


def test_a_cube_states_its_unit_its_dimensions_and_its_crs() -> None:
    assert not list(CUBE.faults(cube()))
    strange = cube(units="percent").assign_attrs(crs="EPSG:4326").transpose("x", "y", "time")
    faults = list(CUBE.faults(strange))
    assert faults == [
        "the cube is in EPSG:4326, not EPSG:32648",
        "ndvi has dimensions ('x', 'y', 'time'), not ('time', 'y', 'x')",
        "ndvi is in percent, not 1",
    ]


def test_a_date_twice_in_a_cube_is_a_fault() -> None:
    twice = xr.concat([cube(), cube()], "time")
    assert "time repeats" in list(CUBE.faults(twice))


def test_a_layer_in_degrees_or_crossing_itself_is_refused() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    layer = gpd.GeoDataFrame({"name": ["a"]}, geometry=[bow], crs="EPSG:4326")
    with pytest.raises(Refused, match="not EPSG:32648; 1 shapes are empty or cross themselves"):
        PLOTS.check(layer)


@pytest.mark.parametrize("contract", [ROWS, CUBE, PLOTS], ids=lambda c: c.name)
def test_what_is_written_is_read_back(contract, tmp_path) -> None:
    square = shapely.box(0, 0, 1, 1)
    data = {
        "rows": rows(),
        "cube": cube(),
        "plots": gpd.GeoDataFrame({"name": ["a"]}, geometry=[square], crs=WORKING_CRS),
    }[contract.name]
    path = tmp_path / f"data{contract.suffix}"
    contract.write(data, path)
    back = contract.read(path)
    assert not list(contract.faults(back))
    assert back.equals(data)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda d: d.name)
def test_every_dataset_is_named_in_both_languages_and_has_its_keys(dataset) -> None:
    assert dataset.vi
    assert dataset.en
    assert len(set(dataset.names)) == len(dataset.names)
    if not isinstance(dataset, Cube):
        assert set(dataset.keys) <= set(dataset.names)


@pytest.mark.parametrize("name", [n for n in dir(vocabulary) if n.isupper() and n != "V"])
def test_every_variable_has_both_languages_and_a_unit_where_it_is_a_number(name) -> None:
    variable = getattr(vocabulary, name)
    assert variable.vi
    assert variable.en
    if variable.kind == "float" and variable.name != "value":
        assert variable.unit


def test_an_empty_table_keeps_its_own_contract() -> None:
    assert SURVEYS.check(SURVEYS.empty()).empty
