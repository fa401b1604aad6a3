"""Numbers, days, areas and units the way a reader is used to: 1.234,5 tấn and 20/02/2026."""

from __future__ import annotations

from datetime import date
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
CONG_PER_HA = 10
"""A công of the delta today, 1,000 m²; the older tầm lớn công of 1,296 m² is not meant."""
_TURN = str.maketrans(",.", ".,")
_UNITS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "1": ("", ""),
    "kg ha-1": ("kg/ha", "kg/ha"),
    "g L-1": ("g/l", "g/l"),
    "ha": ("ha", "ha"),
    "mm": ("mm", "mm"),
    "m": ("m", "m"),
    "m s-1": ("m/giây", "m/s"),
    "MJ m-2": ("MJ/m²", "MJ/m²"),
    "degC": ("°C", "°C"),
    "degrees_east": ("° Đông", "° E"),
    "degrees_north": ("° Bắc", "° N"),
    "%": ("%", "%"),
    "dB": ("dB", "dB"),
    "d": ("ngày", "days"),
    "kg": ("kg", "kg"),
    "km": ("km", "km"),
    "1000 ha": ("nghìn ha", "thousand ha"),
    "1000 t": ("nghìn tấn", "thousand t"),
    "t ha-1": ("tấn/ha", "t/ha"),
    "t": ("tấn", "t"),
}


def number(value: float, language: Language, decimals: int = 0) -> str:
    """Write a number with the separators of the language.

    >>> number(1234.5, "vi", 1), number(1234.5, "en", 1)
    ('1.234,5', '1,234.5')
    """
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.translate(_TURN) if language == "vi" else text


def measured(value: float, language: Language) -> str:
    """Write a number with the decimals it has, at most three.

    >>> measured(5900.0, "vi"), measured(2.4375, "vi"), measured(0.5, "en")
    ('5.900', '2,438', '0.5')
    """
    decimals = next((n for n in range(3) if round(value, n) == round(value, 3)), 3)
    return number(value, language, decimals)


def day(value: date, language: Language) -> str:
    """Write a day: 20/02/2026 in Vietnamese, 20 Feb 2026 in English."""
    return f"{value:%d/%m/%Y}" if language == "vi" else f"{value.day} {value:%b %Y}"


def short_day(value: date, language: Language) -> str:
    """Write a day of this season: 20/02 in Vietnamese, 20 Feb in English."""
    return f"{value:%d/%m}" if language == "vi" else f"{value.day} {value:%b}"


def share(value: float, language: Language) -> str:
    """Write a share of one in percent; what is not quite 0 or 1 is never written as such.

    >>> share(0.002, "vi"), share(0.334, "en"), share(1.0, "vi")
    ('<1%', '33%', '100%')
    """
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 <= value < 1:
        return ">99%"
    return f"{number(100 * value, language)}%"


def unit(cf: str, language: Language) -> str:
    """Write a CF unit as a reader writes it; `KeyError` for a unit without a text.

    >>> unit("g L-1", "vi")
    'g/l'
    """
    return _UNITS[cf][LANGUAGES.index(language)]


def known_units() -> frozenset[str]:
    """Name the CF units that have a text in both languages."""
    return frozenset(_UNITS)


def cong(area_ha: float, language: Language) -> str:
    """Write an area in công, the farmer's measure: 1 công is 1,000 m².

    >>> cong(0.52, "vi")
    '5,2'
    """
    return number(area_ha * CONG_PER_HA, language, 1)
