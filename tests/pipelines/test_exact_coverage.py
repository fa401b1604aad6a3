"""Weights: exact, whatever the shape, and the same from the cache."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.errors import Refused
from pipelines.coverage import Weights, weights_of
from pipelines.grid import BLOCK, grid_over, tiles

GRID = grid_over((500_000, 1_000_000, 500_400, 1_000_300))


def plane(weights: Weights, field: int) -> np.ndarray:
    shares = np.zeros(tuple(GRID.shape))
    for row, column, length, owner, start in weights.runs.tolist():
        if owner == field:
            shares[row, column : column + length] = weights.share[start : start + length]
    return shares


def exact(shape: shapely.Geometry) -> np.ndarray:
    rows, columns = np.mgrid[: GRID.shape.y, : GRID.shape.x]
    west, north = GRID.affine.c + columns * 10, GRID.affine.f - rows * 10
    pixels = shapely.box(west, north - 10, west + 10, north)
    return shapely.area(shapely.intersection(pixels, shape)) / 100


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(500_050, 1_000_050, 500_150, 1_000_120),
        shapely.box(500_053, 1_000_057, 500_054, 1_000_058),
        shapely.Polygon([(500_011, 1_000_013), (500_383, 1_000_101), (500_123, 1_000_287)]),
        shapely.Point(500_200, 1_000_150)
        .buffer(97)
        .difference(shapely.Point(500_210, 1_000_150).buffer(41)),
        shapely.MultiPolygon(
            [
                shapely.box(500_010, 1_000_010, 500_033, 1_000_033),
                shapely.box(500_200, 1_000_200, 500_271, 1_000_215),
            ]
        ),
        shapely.box(499_900, 999_900, 500_055.5, 1_000_071),
        shapely.box(400_000, 900_000, 600_000, 1_100_000),
    ],
    ids=[
        "on the lines",
        "inside one pixel",
        "slanted",
        "hole",
        "two parts",
        "over the edge",
        "all",
    ],
)
def test_every_pixel_has_the_share_that_is_covered(shape):
    weights = weights_of(np.array([shape]), GRID)
    assert np.abs(plane(weights, 0) - exact(shape)).max() < 1e-6


corner = st.tuples(
    st.floats(500_000, 500_400, allow_nan=False), st.floats(1_000_000, 1_000_300, allow_nan=False)
)


@settings(deadline=None, max_examples=40)
@given(st.lists(corner, min_size=3, max_size=9))
def test_area_is_conserved(corners):
    shape = shapely.convex_hull(shapely.MultiPoint(corners))
    if shape.geom_type != "Polygon":
        return
    weights = weights_of(np.array([shape]), GRID)
    assert float(weights.share.sum()) == pytest.approx(shape.area / 100, abs=1e-4)
    assert float(weights.share.max(initial=0.0)) <= 1.0


def test_fields_that_tile_the_ground_share_each_pixel_out():
    draw = np.random.default_rng(4)
    points = shapely.multipoints(draw.uniform((500_000, 1_000_000), (500_400, 1_000_300), (40, 2)))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(points, extend_to=shapely.box(*GRID.boundingbox))
    )
    inside = shapely.intersection(cells, shapely.box(*GRID.boundingbox))
    weights = weights_of(inside, GRID)
    total = sum(plane(weights, field) for field in range(len(inside)))
    assert np.abs(total - 1).max() < 1e-5


def test_a_field_elsewhere_has_no_pixels_and_keeps_its_size():
    far = shapely.box(700_000, 1_200_000, 700_100, 1_200_100)
    weights = weights_of(np.array([far, shapely.box(500_000, 1_000_000, 500_100, 1_000_100)]), GRID)
    assert set(weights.runs[:, 3].tolist()) == {1}
    assert weights.pixels.tolist() == [100.0, 100.0]
    assert weights.interior.tolist() == [0, 100]


def test_the_cache_gives_the_same_and_knows_other_shapes(tmp_path):
    one = np.array([shapely.box(500_010, 1_000_010, 500_093, 1_000_077)])
    other = np.array([shapely.box(500_010, 1_000_010, 500_094, 1_000_077)])
    first = weights_of(one, GRID, tmp_path)
    again = weights_of(one, GRID, tmp_path)
    assert np.array_equal(first.share, again.share)
    assert np.array_equal(first.runs, again.runs)
    assert not np.array_equal(first.share, weights_of(other, GRID, tmp_path).share)
    assert len(list(tmp_path.glob("*.npz"))) == 2


def test_the_grid_lies_on_the_satellites_lattice():
    grid = grid_over((500_003, 1_000_009, 500_381, 1_000_292))
    assert grid.boundingbox.bbox == (500_000, 1_000_000, 500_400, 1_000_300)
    assert (grid.shape.y, grid.shape.x) == (30, 40)


def test_tiles_cover_the_grid_once():
    grid = grid_over((500_000, 1_000_000, 506_000, 1_004_000))
    seen = np.zeros(tuple(grid.shape), int)
    for tile in tiles(grid, 2 * BLOCK // 2):
        rows, columns = tile.shape
        seen[tile.row : tile.row + rows, tile.column : tile.column + columns] += 1
    assert (seen == 1).all()


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [((5, 5, 4, 6), "enclose nothing"), ((105.1, 9.1, 106.0, 10.0), "degrees")],
)
def test_bounds_that_cannot_be_are_refused(bounds, fault):
    with pytest.raises(Refused, match=fault):
        grid_over(bounds)
