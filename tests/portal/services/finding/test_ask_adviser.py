"""An adviser names sentences, and is asked without numbers."""

from collections.abc import Sequence

import pytest

from integrations.sockets.adviser_socket import Passage, Quote
from portal.services.finding.ask_adviser import Advice, ask_adviser, without_numbers

PASSAGES = (Passage("/a", "あ", ("一つ目。", "二つ目。")), Passage("/b", "い", ("三つ目。",)))


class Parrot:
    name = "parrot"

    def __init__(self, *quotes: tuple[int, int]) -> None:
        self.quotes, self.asked = quotes, ""

    def quote(self, asked: str, passages: Sequence[Passage]) -> tuple[Quote, ...]:
        self.asked = asked
        return tuple(Quote(*quote) for quote in self.quotes)


def test_sentences_of_one_page_come_together_and_each_once() -> None:
    advice = ask_adviser(Parrot((1, 0), (0, 1), (0, 0), (0, 1)), "問い", PASSAGES)
    assert advice == [Advice(PASSAGES[1], ("三つ目。",)), Advice(PASSAGES[0], ("二つ目。", "一つ目。"))]


def test_a_sentence_that_is_not_there_is_not_shown() -> None:
    assert ask_adviser(Parrot((0, 2), (2, 0), (-1, 0), (1, -1)), "問い", PASSAGES) == []


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ("１２３４５６７８９０１８です", " です"),
        ("1234-5678-9018", " "),
        ("1234 5678 9018", " "),
        ("a@mihon.example に送って", "  に送って"),
        ("65歳になった、14日、75才", "65歳になった、14日、75才"),
    ],
)
def test_no_number_or_address_of_a_person_reaches_it(typed: str, passed: str) -> None:
    parrot = Parrot()
    ask_adviser(parrot, typed, PASSAGES)
    assert parrot.asked == passed.replace("、", "、") == without_numbers(typed)
