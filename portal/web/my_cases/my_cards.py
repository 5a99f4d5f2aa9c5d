"""The order of my page: what must be done, what is under way, and by year what is over."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from portal.web.my_cases.asked_view import AskedView

Card = Mapping[str, Any]  # of an application, or of a bundle with its `parts`


def asked_cards(sent: Iterable[Card], asked: Iterable[AskedView]) -> list[dict[str, Any]]:
    # A card for each application, the nearest day first; without `line`, about none.
    lines = {line["receipt_number"]: line for card in sent for line in card["parts"] or [card]}
    items: dict[str, list[AskedView]] = {}
    for item in asked:
        items.setdefault(item.receipt_number or item.href, []).append(item)
    return [{"line": lines.get(of), "requests": requests} for of, requests in items.items()]


def sent_cards(sent: Sequence[Card], asked: Iterable[AskedView]) -> dict[str, Any]:
    # Without applications of which something is asked above.
    numbers = {item.receipt_number for item in asked}
    shown = [card for card in sent if card["parts"] or card["receipt_number"] not in numbers]
    over = sorted((card for card in shown if _over(card)), key=_year, reverse=True)
    return {
        "open": [card for card in shown if not _over(card)],
        "over": [(year, list(cards)) for year, cards in groupby(over, _year)],
    }


def _over(card: Card) -> bool:
    return all(part["over"] for part in card["parts"] or [card])


def _year(card: Card) -> int:
    year: int = (card["parts"] or [card])[0]["arrival_day"].year
    return year
