"""My page: what must be done first, what is over folded by year, each application once."""

from datetime import date
from typing import Any

from portal.web.my_cases.asked_view import AskedView
from portal.web.my_cases.my_cards import asked_cards, sent_cards


def line(number: str, year: int = 2026, *, over: bool = False) -> dict[str, Any]:
    return {"receipt_number": number, "arrival_day": date(year, 11, 20), "over": over, "parts": []}


def bundle(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"number": "B", "parts": list(parts)}


def request(number: str, go: str, href: str = "/here") -> AskedView:
    return AskedView("title", "text", go, href, number)


def test_an_application_of_which_two_things_are_asked_is_one_card_and_is_not_repeated() -> None:
    sent = [line("1"), line("2"), bundle(line("3"), line("4"))]
    asked = [request("2", "correct"), request("4", "pay"), request("2", "send"), request("", "renew", "/procedures/x")]
    cards = asked_cards(sent, asked)
    assert [(card["line"], [asking.go for asking in card["requests"]]) for card in cards] == [
        (line("2"), ["correct", "send"]), (line("4"), ["pay"]), (None, ["renew"])
    ]  # fmt: skip
    assert sent_cards(sent, asked)["open"] == [line("1"), bundle(line("3"), line("4"))]


def test_what_is_over_is_folded_by_year_the_last_first() -> None:
    old, last, now = line("1", 2024, over=True), line("2", over=True), line("3")
    half, whole = bundle(line("4", over=True), line("5")), bundle(line("6", over=True), line("7", over=True))
    cards = sent_cards([old, last, now, half, whole], [])
    assert cards == {"open": [now, half], "over": [(2026, [last, whole]), (2024, [old])]}
