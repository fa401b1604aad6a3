"""The whole flow on one screen: read this file first.

Each line takes what rests in the store, makes one thing and puts it back before the next line runs.
So any line can be run again alone, a killed run goes on where it stopped, and a second run redoes
nothing. The steps live in `app/flow/`, one file a chapter.
"""

from __future__ import annotations

from app.flow.cubes import build_cubes
from app.flow.danger import advise_farmers, assess_risk
from app.flow.fields import detect_stages, summarise_fields
from app.flow.flow import Flow
from app.flow.forecast import forecast_yield
from app.flow.gather import gather
from app.flow.publish import publish
from app.flow.record import record_lots

STEPS = (
    ("Thu thập · Gather", gather),
    ("Khối ảnh · Cubes", build_cubes),
    ("Chuỗi ruộng · Field series", summarise_fields),
    ("Giai đoạn lúa · Stages", detect_stages),
    ("Dự báo năng suất · Yield forecast", forecast_yield),
    ("Rủi ro · Risk", assess_risk),
    ("Khuyến cáo · Advice", advise_farmers),
    ("Lô hàng · Lots", record_lots),
    ("Công bố · Publish", publish),
)


def run(flow: Flow) -> None:
    """Run every step in order; a step with nothing to work on says so and makes nothing."""
    for number, (title, step) in enumerate(STEPS, 1):
        flow.say(f"{number}/{len(STEPS)} {title}")
        step(flow)
