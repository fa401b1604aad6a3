"""What does not add up in a lot's account, said in both languages; never who is to blame."""

from __future__ import annotations

from traceability.ledger import Imbalance, Kind
from traceability.things import MG_PER_KG

_SAID: dict[Kind, tuple[str, str]] = {
    "overdrawn": (
        "Đã lấy ra nhiều hơn số có trong lô: thừa {kg} kg.",
        "More was taken from the lot than was in it: {kg} kg too much.",
    ),
    "created": (
        "Sản phẩm nhiều hơn mức có thể làm ra từ nguyên liệu: thừa {kg} kg.",
        "More came out than can be made of what went in: {kg} kg too much.",
    ),
    "missing": (
        "Thiếu {kg} kg so với nguyên liệu, không khai hao hụt.",
        "{kg} kg are missing against what went in, and no loss was declared.",
    ),
    "unfounded": (
        "Chưa có ghi nhận thu hoạch hay nguồn gốc cho {kg} kg.",
        "No harvest or other origin is recorded for {kg} kg.",
    ),
    "oversent": (
        "Đã gửi hoặc nhận nhiều hơn số có trong lô: thừa {kg} kg.",
        "More was sent or received than the lot holds: {kg} kg too much.",
    ),
    "overpacked": (
        "Đã đóng gói nhiều hơn số có trong lô: thừa {kg} kg.",
        "More was packed than the lot holds: {kg} kg too much.",
    ),
}


def sentences(imbalance: Imbalance) -> tuple[str, str]:
    """Say it in Vietnamese and in English, the mass as each writes numbers."""
    vi, en = _SAID[imbalance.kind]
    text = f"{imbalance.mass / MG_PER_KG:,.1f}"
    vietnamese = text.translate(str.maketrans(",.", ".,"))
    return vi.format(kg=vietnamese), en.format(kg=text)
