"""Every variable of Ruộng, written once: name, unit, range, what people read, who may see it."""

from __future__ import annotations

from data_sources.contract import Variable

V = Variable

# Places and people
WARD_CODE = V("ward_code", "", "Mã phường, xã", "Ward code", "text")
WARD = V("ward", "", "Phường, xã", "Ward or commune", "text")
WARD_CODE_KNOWN = V("ward_code", "", "Mã phường, xã", "Ward code", "text", gaps=True)
OLD_UNIT = V("old_unit", "", "Xã, phường cũ", "Former commune or ward", "text")
CERTAIN = V("certain", "", "Chắc chắn", "Certain", "bool")
APPROXIMATE = V("approximate", "", "Ranh giới gần đúng", "Approximate boundary", "bool")
AREA_SHAPE = V("geometry", "", "Ranh giới", "Boundary", "geometry")
FIELD_ID = V("field_id", "", "Mã ruộng", "Field", "text")
FIELD_SHAPE = V("geometry", "", "Thửa ruộng", "Field boundary", "geometry", access="partner")
CROP = V("crop", "", "Cây trồng", "Crop", "text")
VARIETY = V("variety", "", "Giống", "Variety", "text", gaps=True)
AREA = V("area_ha", "ha", "Diện tích", "Area", low=0.001, high=500)
AREA_KNOWN = V("area_ha", "ha", "Diện tích", "Area", low=0.001, high=500, gaps=True)
HOLDER = V("holder", "", "Chủ ruộng", "Holder", "text", gaps=True, access="personal")
PHONE = V("phone", "", "Điện thoại", "Telephone", "text", gaps=True, access="personal")
LON = V("lon", "degrees_east", "Kinh độ", "Longitude", low=-180, high=180)
LAT = V("lat", "degrees_north", "Vĩ độ", "Latitude", low=-90, high=90)
FIELD_LON = V("lon", "degrees_east", "Kinh độ", "Longitude", low=-180, high=180, access="partner")
FIELD_LAT = V("lat", "degrees_north", "Vĩ độ", "Latitude", low=-90, high=90, access="partner")
PROVINCE = V("province", "", "Tỉnh cũ", "Former province", "text")
DISTRICT = V("district", "", "Huyện cũ", "Former district", "text", gaps=True)
POINT = V("point", "", "Điểm thời tiết", "Weather point", "text")
STATION = V("station", "", "Trạm đo", "Station", "text")
RIVER = V("river", "", "Sông", "River", "text", gaps=True)
SEA_DISTANCE = V("sea_distance_km", "km", "Cách cửa biển", "Distance to sea", low=0, gaps=True)

# Time
TIME = V("time", "", "Ngày", "Day", "date")
ISSUED = V("issued", "", "Ngày phát hành", "Day of issue", "date")
VALID = V("valid", "", "Ngày hiệu lực", "Valid day", "date")
UNTIL = V("valid_until", "", "Có hiệu lực đến", "Valid until", "date")
FROM = V("period_start", "", "Từ ngày", "From", "date")
TO = V("period_end", "", "Đến ngày", "To", "date")
SEASON = V("season", "", "Vụ", "Season", "text")
YEAR = V("year", "", "Năm", "Year", "int", 1900, 2200)

# Weather
TMIN = V("tmin", "degC", "Nhiệt độ thấp nhất", "Lowest temperature", low=-10, high=45, gaps=True)
TMAX = V("tmax", "degC", "Nhiệt độ cao nhất", "Highest temperature", low=-5, high=55, gaps=True)
RAIN = V("rain", "mm", "Lượng mưa", "Rain", low=0, high=1000, gaps=True)
RAIN_CHANCE = V("rain_chance", "1", "Khả năng mưa", "Chance of rain", low=0, high=1, gaps=True)
HUMIDITY = V("humidity", "%", "Độ ẩm", "Humidity", low=0, high=100, gaps=True)
WIND = V("wind", "m s-1", "Gió", "Wind", low=0, high=90, gaps=True)
RADIATION = V("radiation", "MJ m-2", "Bức xạ", "Solar radiation", low=0, high=45, gaps=True)
FORECAST = V("forecast", "", "Dự báo", "Forecast", "bool")
ONI = V("oni", "degC", "Chỉ số ENSO (ONI)", "ENSO index (ONI)", low=-5, high=5)

# Water
SALINITY = V("salinity", "g L-1", "Độ mặn", "Salinity", low=0, high=45, gaps=True)
LEVEL = V("level", "m", "Mực nước", "Water level", low=-6, high=10, gaps=True)

# Satellite
ITEM = V("item", "", "Ảnh vệ tinh", "Scene", "text")
SENSOR = V("sensor", "", "Cảm biến", "Sensor", "text", choices=("S1", "S2"))
ACQUIRED = V("acquired", "", "Thời điểm chụp", "Acquired", "date")
PLATFORM = V("platform", "", "Vệ tinh", "Platform", "text")
ORBIT = V("orbit", "", "Quỹ đạo", "Relative orbit", "int", 0, 400)
BASELINE = V("baseline", "", "Phiên bản xử lý", "Processing baseline", "text", gaps=True)
DN_SCALE = V("dn_scale", "1", "Hệ số", "Scale", low=0, high=10)
DN_OFFSET = V("dn_offset", "1", "Độ lệch", "Offset", low=-1, high=1)
DECISION = V("decision", "", "Căn cứ", "Decided by", "text")
ASSETS = V("assets", "", "Tệp", "Assets", "text")
STATE = V(
    "state", "", "Tình trạng", "State", "text", choices=("ok", "failed", "absent", "quarantined")
)
REASON = V("reason", "", "Lý do", "Reason", "text", gaps=True)
NDVI = V("ndvi", "1", "Chỉ số thực vật NDVI", "NDVI", low=-1, high=1, gaps=True)
LSWI = V("lswi", "1", "Chỉ số nước LSWI", "LSWI", low=-1, high=1, gaps=True)
VV = V("vv", "1", "Radar VV (tuyến tính)", "Radar VV (linear)", low=0, high=100, gaps=True)
VH = V("vh", "1", "Radar VH (tuyến tính)", "Radar VH (linear)", low=0, high=100, gaps=True)
VV_MIN = V("vv_min", "1", "VV thấp nhất vụ", "Lowest VV", low=0, high=100)
VV_MEAN = V("vv_mean", "1", "VV trung bình vụ", "Mean VV", low=0, high=100)
VV_MAX = V("vv_max", "1", "VV cao nhất vụ", "Highest VV", low=0, high=100)
VH_MIN = V("vh_min", "1", "VH thấp nhất vụ", "Lowest VH", low=0, high=100)
VH_MEAN = V("vh_mean", "1", "VH trung bình vụ", "Mean VH", low=0, high=100)
VH_MAX = V("vh_max", "1", "VH cao nhất vụ", "Highest VH", low=0, high=100)
CLEAR = V("clear", "1", "Tỷ lệ quang mây", "Clear share", low=0, high=1)
INTERIOR = V("interior_pixels", "1", "Số điểm ảnh trong ruộng", "Interior pixels", "int", 0)

# Field seasons
SOWING = V("sowing", "", "Ngày sạ", "Sowing", "date", gaps=True)
SOWING_LOW = V("sowing_low", "", "Ngày sạ sớm nhất", "Earliest sowing", "date", gaps=True)
SOWING_HIGH = V("sowing_high", "", "Ngày sạ muộn nhất", "Latest sowing", "date", gaps=True)
HEADING = V("heading", "", "Ngày trổ", "Heading", "date", gaps=True)
HARVEST = V("harvest", "", "Ngày gặt", "Harvest", "date", gaps=True)
HARVEST_LOW = V("harvest_low", "", "Ngày gặt sớm nhất", "Earliest harvest", "date", gaps=True)
HARVEST_HIGH = V("harvest_high", "", "Ngày gặt muộn nhất", "Latest harvest", "date", gaps=True)
STAGE = V(
    "stage",
    "",
    "Giai đoạn",
    "Stage",
    "text",
    choices=("bare", "seedling", "tillering", "reproductive", "ripening", "harvested", "unknown"),
)
NDVI_PEAK = V("ndvi_peak", "1", "NDVI cao nhất", "Peak NDVI", low=-1, high=1, gaps=True)
NDVI_MEAN = V("ndvi_mean", "1", "NDVI trung bình", "Mean NDVI", low=-1, high=1, gaps=True)
VH_RISE = V("vh_rise_db", "dB", "Mức tăng VH", "Rise of VH", low=-40, high=40, gaps=True)
RAIN_SEASON = V("rain_season", "mm", "Mưa cả vụ", "Season rain", low=0, high=6000, gaps=True)
TMEAN_SEASON = V("tmean_season", "degC", "Nhiệt độ vụ", "Season mean temperature", gaps=True)
SALINITY_SEASON = V(
    "salinity_season", "g L-1", "Độ mặn cao nhất vụ", "Highest salinity", low=0, high=45, gaps=True
)
CLEAR_DAYS = V("clear_days", "1", "Số ngày ảnh quang mây", "Clear dates", "int", 0)
INTENSITY = V(
    "intensity", "", "Số vụ trong năm", "Crops a year", "text", choices=("D", "T"), gaps=True
)

# Yields and forecasts
YIELD = V("yield_kg_ha", "kg ha-1", "Năng suất", "Yield", low=0, high=15000, access="partner")
YIELD_OPEN = V("yield_kg_ha", "kg ha-1", "Năng suất", "Yield", low=0, high=15000)
YIELD_GAPS = V("yield_kg_ha", "kg ha-1", "Năng suất", "Yield", low=0, high=15000, gaps=True)
LOW = V("low", "kg ha-1", "Cận dưới 90 %", "Low (90 %)", low=0, high=20000, gaps=True)
HIGH = V("high", "kg ha-1", "Cận trên 90 %", "High (90 %)", low=0, high=20000, gaps=True)
MODEL = V("model", "", "Mô hình", "Model", "text")
ABSTAINED = V("abstained", "", "Không dự báo", "Abstained", "bool")
AREA_1000HA = V("area_1000ha", "1000 ha", "Diện tích", "Area", low=0, high=2000)
PRODUCTION = V("production_1000t", "1000 t", "Sản lượng", "Production", low=0, high=10000)
HARVESTED = V("harvested", "", "Ngày gặt", "Harvest day", "date")
QUANTITY = V("quantity_kg", "kg", "Khối lượng", "Quantity", low=0, high=5_000_000)

FIELD_COUNT = V("fields", "1", "Số ruộng", "Fields", "int", 5)
AREA_SUM = V("area_ha", "ha", "Diện tích", "Area", low=0, high=200_000)
WEEK = V("week", "", "Tuần (thứ Hai)", "Week (Monday)", "date")
USUAL_YIELD = V(
    "usual_kg_ha", "kg ha-1", "Năng suất thường năm", "Usual yield", low=0, high=15000, gaps=True
)
ANOMALY = V("anomaly", "1", "Lệch so với thường năm", "Departure from usual", gaps=True)
PRODUCTION_T = V("production_t", "t", "Sản lượng dự báo", "Forecast production", low=0)
PRODUCTION_LOW = V("production_low_t", "t", "Sản lượng, cận dưới", "Production, low", low=0)
PRODUCTION_HIGH = V("production_high_t", "t", "Sản lượng, cận trên", "Production, high", low=0)

# Risk and advice
HAZARD = V(
    "hazard",
    "",
    "Thiên tai",
    "Hazard",
    "text",
    choices=("salinity", "harvest_rain", "heat", "drought", "blast"),
)
CHANCE = V("chance", "1", "Khả năng xảy ra", "Chance", low=0, high=1, gaps=True)
SEVERITY = V("severity", "1", "Mức rủi ro (mô hình)", "Model risk level", "int", 0, 3)
VALUE = V("value", "", "Trị số", "Value", gaps=True)
VALUE_UNIT = V("unit", "", "Đơn vị", "Unit", "text")
RULE = V("rule", "", "Quy tắc", "Rule", "text")
ADVICE_VI = V("advice_vi", "", "Khuyến cáo", "Advice (Vietnamese)", "text")
ADVICE_EN = V("advice_en", "", "Khuyến cáo (tiếng Anh)", "Advice (English)", "text")
REASON_VI = V("reason_vi", "", "Vì sao", "Why (Vietnamese)", "text")
REASON_EN = V("reason_en", "", "Vì sao (tiếng Anh)", "Why (English)", "text")
CONFIDENCE = V(
    "confidence", "", "Độ tin cậy", "Confidence", "text", choices=("low", "medium", "high")
)
REVIEW = V("review", "", "Thẩm định", "Review", "text", choices=("reviewed", "not yet"))

# Traceability
LOT = V("lot", "", "Mã lô", "Lot", "text")
GTIN = V("gtin", "", "GTIN", "GTIN", "text")
LINK = V("link", "", "Liên kết số GS1", "GS1 Digital Link", "text")
CLAIM = V("claim", "", "Lời khai", "Claim", "text", choices=("supported", "doubtful", "unknown"))
PUC = V("puc", "", "Mã số vùng trồng", "Planting-area code", "text", gaps=True)
SELLER = V("seller", "", "Bên bán", "Seller", "text", gaps=True, access="personal")

# Records that were turned away
SOURCE_NAME = V("source", "", "Nguồn", "Source", "text")
NUMBER = V("number", "", "Số thứ tự", "Number", "int", 0)
RECORD = V("record", "", "Bản ghi", "Record", "text", access="partner")
REFUSAL = V("reason", "", "Lý do từ chối", "Reason", "text", access="partner")
