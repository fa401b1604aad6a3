"""A model's card: its own account of its data, its tests and its limits.

`card.py` holds the nouns, `page.py` is the one template, `html.py` and `markdown.py` write it out.
A card without a baseline beside the model cannot be made.
"""

from models.cards.card import Card, Chance, Importance, Reliability, Row
from models.cards.html import to_html
from models.cards.markdown import to_markdown
from models.cards.page import page

__all__ = [
    "Card",
    "Chance",
    "Importance",
    "Reliability",
    "Row",
    "page",
    "to_html",
    "to_markdown",
]
