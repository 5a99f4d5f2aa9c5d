"""The reception questions, and the day that counts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from forms.definition.field import Parsed, Value
from forms.path.path import Path
from portal.services.procedures.ask_reception import WORDS, arrival_day, ask_reception, counter_doors
from portal.services.shared.installation import Installation
from tests.portal.world import PROCEDURE


def asked(installation: Installation, answers: Mapping[str, Value], **changes: object) -> Path:
    procedure = replace(installation.catalogue.current(PROCEDURE), **changes)  # type: ignore[arg-type]
    return ask_reception(installation, procedure, lambda field: Parsed(answers.get(field.id)))


def test_only_doors_of_the_procedure_are_offered_and_only_those_of_staff(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    assert counter_doors(procedure) == ("counter", "post")
    assert counter_doors(replace(procedure, who={"online": ("self",)})) == ()
    path = asked(installation, {}, who={"online": ("self",), "post": ("self",)})
    assert list(path.pages[0].fields[0].settings.options) == ["post"]
    assert "reception-stamp" in path.asked


def test_who_came_is_asked_only_where_the_procedure_does_not_ask_it_itself(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    assert "reception-came" not in asked(installation, {}).asked
    without = asked(installation, {}, steps=procedure.steps[1:])
    came = next(field for field in without.pages[0].fields if field.id == "reception-came")
    assert list(came.settings.options) == list(procedure.who["counter"])


def test_every_answer_has_words_for_the_reader_of_the_evidence(installation: Installation) -> None:
    path = asked(installation, {"reception-door": "post"})
    shown = next(field for field in path.pages[0].fields if field.id == "reception-shown")
    assert set(shown.settings.options) <= set(WORDS)


def test_the_day_that_counts_is_the_stamp_never_a_day_to_come(installation: Installation) -> None:
    today = installation.clock.today()
    for stamp, day in (
        (today - timedelta(days=3), today - timedelta(days=3)), (today, today), (today + timedelta(days=1), today),
    ):  # fmt: skip
        path = asked(installation, {"reception-door": "post", "reception-stamp": stamp.isoformat()})
        assert arrival_day(path, today) == day
        assert bool(path.mistakes) == (stamp > today)
    assert arrival_day(asked(installation, {"reception-door": "counter"}), today) == today


def test_a_stamp_is_pointed_at_from_the_fifteenth_day_on(installation: Installation) -> None:
    def warned(day: str) -> bool:
        return bool(asked(installation, {"reception-door": "post", "reception-stamp": day}).warnings)

    assert installation.clock.today() == date(2026, 11, 20)
    assert not warned("2026-11-06")
    assert warned("2026-11-05")


def test_everything_about_the_reception_must_be_answered_and_says_so(installation: Installation) -> None:
    path = asked(installation, {"reception-door": "post"})
    assert path.required == path.asked


def test_a_door_that_is_open_to_anyone_does_not_ask_who_came(installation: Installation) -> None:
    steps = installation.catalogue.current(PROCEDURE).steps[1:]
    path = asked(installation, {"reception-came": "self"}, steps=steps, who={"counter": ("anyone",)})
    assert "reception-came" not in path.asked
    assert (path.answers["reception-came"], path.mistakes) == ("anyone", {})
