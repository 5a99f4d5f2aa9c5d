"""Deadlines and periods that begin or end soon."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.procedure import Procedure
from forms.definition.terms import Window
from forms.path.consequences import due_day
from forms.path.environment import Environment
from forms.path.path import Path, walk
from portal.services.procedures import near_deadlines as near
from portal.services.procedures.near_deadlines import deadline_of, near_deadlines
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import at


def test_a_deadline_that_hangs_on_no_answer_is_reported_when_it_is_near(installation: Installation) -> None:
    def deadlines_at(moment: str) -> list[str]:
        deadlines = near_deadlines(at(installation, moment))
        return [str(deadline.day) for deadline in deadlines if deadline.procedure.id == "jido-teate-genkyo"]

    assert deadlines_at("2026-11-20T10:00:00+09:00") == []
    assert deadlines_at("2027-06-10T10:00:00+09:00") == ["2027-06-30"]
    assert deadlines_at("2027-07-01T10:00:00+09:00") == []


def test_a_due_day_is_that_of_a_walk_without_answers_and_seldom_needs_it(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = set[str]()

    def counted(procedure: Procedure, answers: dict[str, object], environment: Environment) -> Path:
        walked.add(procedure.id)
        return walk(procedure, answers, environment)

    monkeypatch.setattr(near, "walk", counted)
    rules = [(procedure, procedure.due.on) for procedure in installation.catalogue.all() if procedure.due is not None]
    for day in (date(2026, 11, 20), date(2027, 2, 1), date(2027, 6, 10)):
        for procedure, rule in rules:
            environment = installation.rules.environment(procedure, day, "online")
            expected = due_day(procedure, walk(procedure, {}, environment))
            assert near._due_unanswered(procedure, rule, environment) == expected, (procedure.id, day)
    assert 0 < len(walked) < len(rules) / 2


def test_a_receiving_period_is_reported_before_it_begins_and_before_it_ends(installation: Installation) -> None:
    procedure = replace(small(), window=Window("2026-12-01", "2026-12-20", "12月に受け付けます。"))

    def deadline_on(day: str) -> tuple[str, bool] | None:
        later_installation = at(installation, f"{day}T10:00:00+09:00")
        deadline = deadline_of(later_installation.rules, procedure, later_installation.clock.today())
        return (str(deadline.day), deadline.begins) if deadline else None

    assert deadline_on("2026-11-20") == ("2026-12-01", True)
    assert deadline_on("2026-12-01") == deadline_on("2026-12-20") == ("2026-12-20", False)
    assert deadline_on("2026-12-21") is None
