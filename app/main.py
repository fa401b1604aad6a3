"""The script that Streamlit runs for every reader: the frame, and the page that is asked for."""

from __future__ import annotations

from app.parts.shell import draw
from app.views import pages

draw(pages())
