"""The one template of every model card."""

from __future__ import annotations

from collections.abc import Iterator

from models.cards.card import Card, Row
from models.cards.document import Bars, Dots, Grid, Heading, Part, Said, Text

NO_SKILL = Said(
    "Ở đây mô hình không hơn mức cơ sở; dự báo là mức cơ sở và được ghi rõ như thế.",
    "No skill here: nothing beat the baseline, so the forecast is the baseline and says so.",
)
_NAMES = {
    "field yields": Said("Dự báo năng suất ruộng", "Field yields"),
    "province yields": Said("Dự báo năng suất tỉnh", "Province yields"),
}
_TABLE = (
    Said("Tách riêng", "Held out"),
    Said("Mô hình", "Model"),
    Said("Giai đoạn", "Stage"),
    Said("Vụ", "Season"),
    Said("Số ca", "Cases"),
    Said("RMSE (kg/ha)", "RMSE (kg/ha)"),
    Said("Kỹ năng [90 %]", "Skill [90 %]"),
    Said("Bao phủ", "Coverage"),
    Said("Thấp nhất", "Worst"),
    Said("Winkler", "Winkler"),
)


def page(card: Card) -> Iterator[Part]:
    """Yield the parts of the card in the order they are read."""
    yield Heading(_NAMES.get(card.name, Said(card.name, card.name)), 1)
    yield from _what(card)
    yield Heading(Said("Kiểm chứng", "Tests"))
    yield Text(
        Said(
            "Kỹ năng là phần sai số bình phương bớt được so với mức cơ sở, kèm khoảng 90 % khi "
            "lấy mẫu lại cả năm hoặc cả khu; không bao giờ chia ngẫu nhiên.",
            "Skill is the share of the baseline's squared error removed, with its 90 % interval "
            "over resampled years or places; nothing was ever split at random.",
        )
    )
    yield Grid(_TABLE, tuple(_cells(row) for row in card.rows))
    yield from _trust(card)
    yield from _limits(card)


def _what(card: Card) -> Iterator[Part]:
    yield Text(
        Said(
            f"Dữ liệu: {card.tag.vi}. Vụ {card.season}, phát hành {card.issued}. "
            f"Mức cơ sở: {card.baseline}. Hạt giống: {card.seed}.",
            f"Data: {card.tag.en}. Season {card.season}, issued {card.issued}. "
            f"Baseline: {card.baseline}. Seed: {card.seed}.",
        )
    )
    yield Text(
        NO_SKILL if not card.believed else Said(f"Mô hình: {card.model}.", f"Model: {card.model}.")
    )
    yield Grid(
        (
            Said("Giai đoạn", "Stage"),
            Said("Trọng số theo vụ", "Weight by season"),
            Said("Đặc trưng", "Features"),
            Said("Mã kiểm (sha256)", "Checksum (sha256)"),
        ),
        tuple(
            (
                stage,
                ", ".join(f"{name} {value:.2f}" for name, value in sorted(by_name.items())),
                ", ".join(card.features.get(stage, ())),
                card.checksums.get(stage, "-"),
            )
            for stage, by_name in card.weight.items()
        ),
    )


def _trust(card: Card) -> Iterator[Part]:
    if card.reliability:
        yield Heading(Said("Độ tin cậy của khoảng", "Reliability of the intervals"))
        yield Dots(
            Said("Đã nêu và thực tế", "Stated and held"),
            tuple((f"{r.lead} {r.season}", r.stated, r.held) for r in card.reliability),
        )
    if card.importance:
        yield Heading(Said("Mô hình nhìn vào đâu", "What the model looks at"))
        yield Bars(
            Said("Trung bình |SHAP|", "Mean |SHAP|"),
            "kg/ha",
            tuple((f"{i.feature} ({i.lead})", i.kg_ha) for i in card.importance),
        )
    if card.chances:
        yield Heading(Said("Khả năng mất mùa (dưới 90 %)", "Chance of a poor yield (below 90 %)"))
        yield Grid(
            (
                Said("Giai đoạn", "Stage"),
                Said("Vụ", "Season"),
                Said("Kỹ năng Brier [90 %]", "Brier skill [90 %]"),
                Said("Công bố", "Shown"),
            ),
            tuple((c.lead, c.season, str(c.skill), "✓" if c.shown else "-") for c in card.chances),
        )


def _limits(card: Card) -> Iterator[Part]:
    yield Heading(Said("Giới hạn và sửa chữa", "Limits and repairs"))
    for vi, en in card.notes:
        yield Text(Said(vi, en))
    yield Heading(Said("Đã thử", "Variants tried"))
    yield Text(
        Said(
            f"Đã thử {len(card.variants)} cách; càng thử nhiều càng dễ thắng do may.",
            f"{len(card.variants)} variants were tried; the more are tried, the more win by luck.",
        )
    )
    head = (Said("Cách", "Variant"), Said("Dữ liệu", "Data"), Said("Kết quả", "Outcome"))
    yield Grid(head, card.variants)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.protocol,
        row.model,
        row.lead,
        row.season,
        str(row.cases),
        f"{row.rmse:.1f}",
        str(row.skill),
        f"{row.coverage:.3f}",
        f"{row.worst:.3f}",
        f"{row.winkler:.0f}",
    )
