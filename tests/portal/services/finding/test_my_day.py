"""The last day for somebody, before anything is filed."""

from datetime import date

import pytest

from forms.guide.guide import Guide
from portal.services.finding.follow_guide import facts_of
from portal.services.finding.my_day import MyDay, asked_for_day, guide_answers, known_answers, my_day
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation

ALLOWANCE = "jido-teate-nintei"
EVENTS = {"source": "register", "birth": "", "household": [], "events": {"born": "2026-11-12", "leaving": "2026-11-14"}}


def day_of(installation: Installation, procedure_id: str, **answers: str) -> MyDay | None:
    procedure = installation.catalogue.current(procedure_id)
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    return my_day(procedure, answers, environment, speech_of(procedure, "ja"))


@pytest.mark.parametrize(
    ("happened", "day", "counted"),
    [
        ("2026-11-12", date(2026, 11, 27), None),
        ("2026-11-13", date(2026, 11, 30), date(2026, 11, 28)),  # a Saturday
        ("2026-12-14", date(2027, 1, 4), date(2026, 12, 29)),  # the end of the year
    ],
)
def test_fifteen_days_are_counted_and_a_closed_last_day_moves_to_the_next_open_day(
    installation: Installation, happened: str, day: date, counted: date | None
) -> None:
    mine = day_of(installation, ALLOWANCE, event_date=happened)
    assert mine is not None
    assert (mine.day, mine.counted) == (day, counted)
    assert [label for label, _ in mine.since] == ["そのことがあった日"]


def test_a_rule_that_takes_the_open_day_before_moves_the_day_back(installation: Installation) -> None:
    mine = day_of(installation, "jido-teate-koza", **{"payment.first": "2026-12"})
    assert mine is not None
    assert mine.counted is not None
    assert mine.day < mine.counted


def test_a_choice_that_the_rule_reads_is_asked_too(installation: Installation) -> None:
    mine = day_of(installation, "koseki-azukari", kind="born", happened_on="2026-11-10")
    assert mine is not None
    assert (mine.day, len(mine.since)) == (date(2026, 11, 23), 2)


def test_nothing_is_asked_where_the_day_is_the_same_for_all_or_rests_on_a_calculation(
    installation: Installation,
) -> None:
    for name in ("jido-teate-genkyo", "hoiku-genkyo", "gakudo-hoiku", "juminhyo-utsushi"):
        assert asked_for_day(installation.catalogue.current(name)) == (), name


def test_an_unanswered_question_gives_no_day(installation: Installation) -> None:
    assert day_of(installation, ALLOWANCE) is None


def test_a_register_gives_a_day_for_each_event_that_it_knows(installation: Installation) -> None:
    procedure = installation.catalogue.current(ALLOWANCE)
    environment = installation.rules.environment(
        procedure, installation.clock.today(), "online", known=facts_of(EVENTS)
    )
    known = known_answers(procedure, environment)
    assert {"reason": "born", "event_date": "2026-11-12"} in known
    assert {"reason": "moved_in", "event_date": "2026-11-14"} in known


def test_a_guides_day_is_the_procedures_day(installation: Installation) -> None:
    guide: Guide = installation.guides["birth"]
    procedure = installation.catalogue.current(ALLOWANCE)
    assert guide_answers(procedure, guide, {"born_on": "2026-11-12"}) == {"event_date": "2026-11-12"}
    assert guide_answers(procedure, guide, {}) == {}
