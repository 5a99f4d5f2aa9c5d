"""Halls that call by number: what the file says, and what is wrong in it."""

from datetime import date, time
from pathlib import Path

import pytest

from forms.city.tickets import TicketsFile
from forms.complaints import Refused
from forms.numbers.calendar import ClosedDays
from forms.text.reading import read_text

HALL = """halls:
  - id: main
    title: {ja: 市役所}
    desks: 3
    queues:
      - {id: moving, letter: A, title: {ja: 引っ越し}}
      - {id: care, letter: B, title: {ja: 介護保険}}
"""
CLOSED = ClosedDays(frozenset({date(2026, 11, 27)}))


def read(text: str) -> TicketsFile:
    return read_text(text, Path("tickets.yaml"), TicketsFile)


def complaints(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text)
    return [complaint.text for complaint in refused.value.complaints]


def test_a_hall_and_its_queues_are_found_by_their_names() -> None:
    file = read(HALL)
    hall = file.hall("main")
    assert hall is not None
    assert file.hall("annex") is None
    queue = hall.queue("care")
    assert queue is not None
    assert (queue.letter, queue.minutes) == ("B", 10)
    assert hall.queue("tax") is None


@pytest.mark.parametrize(
    ("day", "clock", "gives"),
    [
        (date(2026, 11, 26), time(8, 29), False),
        (date(2026, 11, 26), time(8, 30), True),
        (date(2026, 11, 26), time(17, 14), True),
        (date(2026, 11, 26), time(17, 15), False),
        (date(2026, 11, 27), time(10), False),
        (date(2026, 11, 28), time(10), False),
    ],
)
def test_tickets_are_given_on_working_days_while_the_hall_is_open(day: date, clock: time, gives: bool) -> None:
    hall = read(HALL).halls[0]
    assert hall.gives_at(day, clock, CLOSED) is gives


@pytest.mark.parametrize(
    ("day", "clock", "opens"),
    [
        (date(2026, 11, 26), time(7), date(2026, 11, 26)),
        (date(2026, 11, 26), time(17, 15), date(2026, 11, 30)),
        (date(2026, 11, 28), time(7), date(2026, 11, 30)),
    ],
)
def test_a_closed_hall_opens_next_on_a_working_day(day: date, clock: time, opens: date) -> None:
    assert read(HALL).halls[0].next_day(day, clock, CLOSED) == opens


def test_a_letter_is_of_one_queue_in_all_halls() -> None:
    other = "  - {id: annex, title: {ja: 支所}, desks: 1, queues: [{id: all, letter: B, title: {ja: 全部}}]}\n"
    assert complaints(HALL + other) == ["the letter B is used twice: change one of them"]
    assert len(read(HALL + other.replace("letter: B", "letter: C")).halls) == 2


def test_all_that_is_wrong_is_reported_at_once() -> None:
    wrong = HALL.replace("letter: B", "letter: A") + '    opens: "13:00"\n    closes: "09:00"\n'
    assert sorted(complaints(wrong)) == [
        "it closes at 09:00, before it opens at 13:00",
        "the letter A is used twice: change one of them",
    ]
    assert len(complaints(HALL.replace("desks: 3", "desks: 0").replace("letter: A", "letter: あ"))) == 2
