"""The rules, most urgent first. None has been reviewed by an agronomist of the city yet."""

from __future__ import annotations

from models.advice.rule import Rule, Wording

_YOUNG = ("seedling", "tillering")

RULES = (
    Rule(
        name="salinity-keep-gate-shut",
        hazard="salinity",
        least_severity=2,
        stages=("seedling", "tillering", "reproductive"),
        within_days=7,
        priority=1,
        action=Wording(
            "Đóng cống, không lấy nước vào ruộng; đo độ mặn trước khi bơm, dưới 1 g/L mới lấy.",
            "Keep the gate shut and take no water in; measure before pumping, take it below 1 g/L.",
        ),
        source=(
            "Rice loses yield from about 2 g/L (Maas & Hoffman 1977); 1 g/L as the line for "
            "irrigation gates in the delta's salinity bulletins"
        ),
    ),
    Rule(
        name="salinity-measure-first",
        hazard="salinity",
        least_severity=1,
        stages=(*_YOUNG, "reproductive", "unknown"),
        within_days=7,
        priority=4,
        action=Wording(
            "Đo độ mặn trước khi lấy nước; tranh thủ trữ nước khi nước dưới 1 g/L.",
            "Measure salinity before taking water; store water while it is below 1 g/L.",
        ),
        source="1 g/L as the line for irrigation gates in the delta's salinity bulletins",
    ),
    Rule(
        name="rain-harvest-before",
        hazard="harvest_rain",
        least_severity=2,
        stages=("ripening",),
        within_days=7,
        priority=2,
        action=Wording(
            "Lúa chín 85 % thì gặt trước ngày {day}; khơi rãnh thoát nước, gọi máy gặt sớm.",
            "With 85 % of the grain ripe, harvest before {day}; open the drains, book the combine.",
        ),
        source="Harvest at 80-85 % straw-coloured grain (IRRI Rice Knowledge Bank, Harvesting)",
        from_days=1,
    ),
    Rule(
        name="rain-drain-field",
        hazard="harvest_rain",
        least_severity=1,
        stages=("ripening",),
        within_days=10,
        priority=5,
        action=Wording(
            "Rút cạn nước ruộng, giữ rãnh thông để lúa không đổ ngã khi mưa.",
            "Drain the field and keep the ditches open, so that rain does not lodge the rice.",
        ),
        source="Drain 7-10 days before harvest (IRRI Rice Knowledge Bank, Water management)",
    ),
    Rule(
        name="heat-keep-water-on",
        hazard="heat",
        least_severity=2,
        stages=("reproductive", "ripening"),
        within_days=7,
        priority=3,
        action=Wording(
            "Giữ nước ruộng 5–10 cm quanh ngày {day} lúc lúa trổ; đo mặn trước khi lấy nước.",
            "Keep 5-10 cm of water around {day} while it flowers; measure salt before taking it.",
        ),
        source="Standing water cools the canopy (IRRI Rice Knowledge Bank, Water management)",
    ),
    Rule(
        name="blast-scout",
        hazard="blast",
        least_severity=2,
        stages=("seedling", "tillering", "reproductive"),
        within_days=7,
        priority=6,
        action=Wording(
            "Thăm ruộng tìm vết đạo ôn trên lá, cổ bông; chưa bón thêm đạm lúc này.",
            "Look for blast spots on leaves and panicle necks; put no more nitrogen on for now.",
        ),
        source=(
            "Excess nitrogen favours blast (IRRI Rice Knowledge Bank, Blast); the weather rule of "
            "the Rice Knowledge Management Portal, ICAR"
        ),
    ),
    Rule(
        name="drought-save-water",
        hazard="drought",
        least_severity=2,
        stages=("seedling", "tillering"),
        within_days=14,
        priority=7,
        action=Wording(
            "Tưới ướt khô xen kẽ: nước xuống 15 cm dưới mặt ruộng mới lấy lại; trữ nước ngọt.",
            "Alternate wetting and drying: refill at 15 cm below the soil; store fresh water.",
        ),
        source="Safe alternate wetting and drying, 15 cm (Bouman et al. 2007, IRRI)",
    ),
)
