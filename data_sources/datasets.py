"""The named contracts that the chapters hand on, in the order of the story."""

from __future__ import annotations

from data_sources import vocabulary as v
from data_sources.contract import Cube, Layer, Table
from data_sources.lot_datasets import DELIVERIES, FINDINGS, LISTINGS

# What the world tells us
WARDS = Layer(
    "wards",
    ("ward_code",),
    (v.WARD_CODE, v.WARD, v.APPROXIMATE, v.AREA_SHAPE),
    "Phường, xã",
    "Wards and communes",
)
OLD_UNITS = Table(
    "old_units",
    ("ward_code", "old_unit"),
    (v.WARD_CODE, v.OLD_UNIT, v.DISTRICT, v.CERTAIN),
    "Đơn vị cũ của phường, xã",
    "Former units of the wards",
)
FIELDS = Layer(
    "fields",
    ("field_id",),
    (v.FIELD_ID, v.WARD_CODE_KNOWN, v.CROP, v.AREA, v.HOLDER, v.FIELD_SHAPE),
    "Thửa ruộng",
    "Fields",
)
DAILY_WEATHER = Table(
    "daily_weather",
    ("point", "time"),
    (
        v.POINT,
        v.TIME,
        v.LON,
        v.LAT,
        v.TMIN,
        v.TMAX,
        v.RAIN,
        v.RAIN_CHANCE,
        v.HUMIDITY,
        v.WIND,
        v.RADIATION,
        v.FORECAST,
    ),
    "Thời tiết ngày",
    "Daily weather",
)
WATER = Table(
    "water",
    ("station", "period_start"),
    (v.STATION, v.RIVER, v.SEA_DISTANCE, v.FROM, v.TO, v.SALINITY, v.LEVEL),
    "Độ mặn, mực nước",
    "Salinity and water level",
)
STATIONS = Table("stations", ("station",), (v.STATION, v.LON, v.LAT), "Trạm đo", "Stations")
SURVEYS = Table(
    "surveys",
    ("field_id", "season"),
    (v.FIELD_ID, v.SEASON, v.HARVESTED, v.YIELD, v.AREA_KNOWN, v.DISTRICT, v.INTENSITY),
    "Năng suất điều tra",
    "Surveyed yields",
)
SITES = Table(
    "sites",
    ("field_id",),
    (v.FIELD_ID, v.FIELD_LON, v.FIELD_LAT),
    "Điểm ruộng điều tra",
    "Surveyed field points",
)
PROVINCE_YIELDS = Table(
    "province_yields",
    ("province", "season"),
    (v.PROVINCE, v.SEASON, v.AREA_1000HA, v.YIELD_OPEN, v.PRODUCTION),
    "Năng suất tỉnh",
    "Yields of the provinces",
)
ENSO = Table("enso", ("time",), (v.TIME, v.ONI), "Chỉ số ENSO", "ENSO index")
SCENES = Table(
    "scenes",
    ("item",),
    (
        v.ITEM,
        v.SENSOR,
        v.ACQUIRED,
        v.PLATFORM,
        v.ORBIT,
        v.BASELINE,
        v.DN_SCALE,
        v.DN_OFFSET,
        v.DECISION,
        v.ASSETS,
        v.STATE,
        v.REASON,
    ),
    "Ảnh vệ tinh",
    "Satellite scenes",
)
REFUSED = Table(
    "refused",
    ("source", "number"),
    (v.SOURCE_NAME, v.NUMBER, v.RECORD, v.REFUSAL),
    "Bản ghi bị từ chối",
    "Records turned away",
)

# One grid, one calendar
OPTICAL = Cube(
    "optical", ("time", "y", "x"), (v.NDVI, v.LSWI), "Khối ảnh quang học", "Optical cube"
)
RADAR = Cube("radar", ("time", "y", "x"), (v.VV, v.VH), "Khối ảnh radar", "Radar cube")
LEDGER = Table(
    "ledger",
    ("item",),
    (v.ITEM, v.SENSOR, v.ACQUIRED, v.STATE, v.REASON, v.CLEAR),
    "Sổ ảnh",
    "Scene ledger",
)
FIELD_SERIES = Table(
    "field_series",
    ("field_id", "time", "sensor"),
    (v.FIELD_ID, v.TIME, v.SENSOR, v.NDVI, v.LSWI, v.VV, v.VH, v.CLEAR, v.INTERIOR),
    "Chuỗi quan sát ruộng",
    "Field series",
)
RADAR_SEASONS = Table(
    "radar_seasons",
    ("field_id", "season"),
    (
        v.FIELD_ID,
        v.SEASON,
        v.VV_MIN,
        v.VV_MEAN,
        v.VV_MAX,
        v.VH_MIN,
        v.VH_MEAN,
        v.VH_MAX,
    ),
    "Radar cả vụ của ruộng",
    "Season radar statistics of fields",
)
FIELD_SEASONS = Table(
    "field_seasons",
    ("field_id", "season"),
    (
        v.FIELD_ID,
        v.SEASON,
        v.SOWING,
        v.SOWING_LOW,
        v.SOWING_HIGH,
        v.HEADING,
        v.HARVEST,
        v.HARVEST_LOW,
        v.HARVEST_HIGH,
        v.STAGE,
        v.NDVI_PEAK,
        v.NDVI_MEAN,
        v.VH_RISE,
        v.RAIN_SEASON,
        v.TMEAN_SEASON,
        v.SALINITY_SEASON,
        v.CLEAR_DAYS,
    ),
    "Vụ của ruộng",
    "Field seasons",
)

# What is likely, and how sure
YIELD_FORECAST = Table(
    "yield_forecast",
    ("field_id", "season", "issued"),
    (v.FIELD_ID, v.SEASON, v.ISSUED, v.YIELD_GAPS, v.LOW, v.HIGH, v.MODEL, v.ABSTAINED, v.REASON),
    "Dự báo năng suất",
    "Yield forecast",
)
WARD_FORECAST = Table(
    "ward_forecast",
    ("ward_code", "season", "issued"),
    (
        v.WARD_CODE,
        v.WARD,
        v.SEASON,
        v.ISSUED,
        v.FIELD_COUNT,
        v.AREA_SUM,
        v.YIELD_OPEN,
        v.USUAL_YIELD,
        v.ANOMALY,
        v.PRODUCTION_T,
        v.PRODUCTION_LOW,
        v.PRODUCTION_HIGH,
        v.MODEL,
    ),
    "Dự báo sản lượng theo phường, xã",
    "Production forecast by ward",
)
WARD_WEEKS = Table(
    "ward_weeks",
    ("ward_code", "season", "issued", "week"),
    (
        v.WARD_CODE,
        v.WARD,
        v.SEASON,
        v.ISSUED,
        v.WEEK,
        v.PRODUCTION_T,
        v.PRODUCTION_LOW,
        v.PRODUCTION_HIGH,
    ),
    "Sản lượng theo phường, xã và tuần gặt",
    "Production by ward and week of harvest",
)
RISK = Table(
    "risk",
    ("field_id", "hazard", "valid", "issued"),
    (
        v.FIELD_ID,
        v.HAZARD,
        v.VALID,
        v.ISSUED,
        v.CHANCE,
        v.SEVERITY,
        v.VALUE,
        v.VALUE_UNIT,
        v.CONFIDENCE,
        v.REASON_VI,
        v.REASON_EN,
    ),
    "Rủi ro",
    "Risk",
)
ADVICE = Table(
    "advice",
    ("field_id", "issued", "rule"),
    (
        v.FIELD_ID,
        v.ISSUED,
        v.RULE,
        v.UNTIL,
        v.ADVICE_VI,
        v.ADVICE_EN,
        v.REASON_VI,
        v.REASON_EN,
        v.CONFIDENCE,
        v.REVIEW,
    ),
    "Khuyến cáo",
    "Advice",
)

DATASETS = {
    dataset.name: dataset
    for dataset in (
        WARDS,
        OLD_UNITS,
        FIELDS,
        DAILY_WEATHER,
        WATER,
        STATIONS,
        SURVEYS,
        SITES,
        PROVINCE_YIELDS,
        ENSO,
        SCENES,
        REFUSED,
        OPTICAL,
        RADAR,
        LEDGER,
        FIELD_SERIES,
        RADAR_SEASONS,
        FIELD_SEASONS,
        YIELD_FORECAST,
        WARD_FORECAST,
        WARD_WEEKS,
        RISK,
        ADVICE,
        DELIVERIES,
        FINDINGS,
        LISTINGS,
    )
}
