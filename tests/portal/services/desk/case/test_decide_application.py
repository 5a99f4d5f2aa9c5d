"""Contents of a decision."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.desk.case.decide_application import (
    MOST_SIGNS,
    choices,
    decide_application,
    number_and_day,
    read_decision,
)
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.take_numbers_back import keep_number
from portal.services.notices.appeal_words import appeal_words
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.portal.services.desk.at_work import acting, audited, case_of


def in_state(case: Case, state: str, kind: str = "application") -> Case:
    """Of another kind than its own: without outcomes of its own."""
    own = case.procedure
    procedure = own if kind == case.row.kind else replace(own, named_outcomes={}, result=None)
    return replace(case, row=case.row._replace(state=state, kind=kind), procedure=procedure)


@pytest.fixture
def examined(installation: Installation, reviewer: Member, number: str) -> Case:
    return in_state(case_of(installation, reviewer, number), "examining")


@pytest.mark.parametrize(
    ("outcome", "words", "mistakes"),
    [
        # 行政手続法8条: a refusal, full or partial, states its reasons; an approval need not.
        ("approved", "", ()), ("refused", " ", (("words", "no_words"),)), ("partly", "", (("words", "no_words"),)),
        ("refused", "資格がないためです。", ()), ("refused", "〔児童の氏名〕さんの資格がないためです。", (("words", "gap"),)), ("approved", "長" * (MOST_SIGNS + 1), (("words", "too_long"),)),
        ("closed", "", (("outcome", "none_chosen"),)),
    ],
)  # fmt: skip
def test_a_refusal_states_its_reasons(
    installation: Installation, examined: Case, outcome: str, words: str, mistakes: tuple[tuple[str, str], ...]
) -> None:
    assert read_decision(installation, examined, outcome, words).mistakes == mistakes


@pytest.mark.parametrize(
    ("day", "mistakes"),
    [
        ("2026-11-20", ()), ("", ()), ("2026-11-19", (("decided_on", "no_day"),)),
        ("2026-11-21", (("decided_on", "no_day"),)), ("20日", (("decided_on", "no_day"),)),
    ],
)  # fmt: skip
def test_a_decision_lies_between_the_arrival_and_today(
    installation: Installation, examined: Case, day: str, mistakes: tuple[tuple[str, str], ...]
) -> None:
    assert read_decision(installation, examined, "approved", "", "", day).mistakes == mistakes


@pytest.mark.parametrize(
    ("state", "kind", "outcomes"),
    [
        # 行政手続法7条: before the examination, an application can only be refused for its form.
        ("screening", "application", ("refused", "withdrawn")), ("examining", "application", ("approved", "partly", "refused", "withdrawn")),
        ("returned", "application", ("withdrawn",)), ("approved", "application", ()),
        ("screening", "notification", ("done", "sent_back", "withdrawn")),
        ("waiting", "request", ("accepted", "declined", "withdrawn")),
    ],
)  # fmt: skip
def test_the_state_limits_the_outcomes(examined: Case, state: str, kind: str, outcomes: tuple[str, ...]) -> None:
    case = in_state(examined, state, kind)
    assert choices(case.procedure, case.row) == outcomes


def test_only_a_disposition_shows_where_to_object(installation: Installation, examined: Case) -> None:
    words = appeal_words(installation, examined, "approved")
    assert ("見本県介護保険審査会" in words, installation.city.name in words) == (True, True)
    assert appeal_words(installation, in_state(examined, "examining", "notification"), "approved") == ""
    without = replace(examined, procedure=replace(examined.procedure, appeal=None))
    assert appeal_words(installation, without, "approved") == ""
    assert read_decision(installation, examined, "approved", "").appeal == words
    assert read_decision(installation, examined, "withdrawn", "").appeal == ""


def test_a_typed_number_goes_before_the_one_that_came_back_from_the_section(
    installation: Installation, reviewer: Member, number: str
) -> None:
    today = installation.clock.today()
    with acting(installation, reviewer, number) as (unit, case):
        none = read_decision(installation, case, "refused", "様式が違うためです。")
        assert number_and_day(installation.clock.today(), unit, case, none) == ("", today)
        keep_number(installation, unit, reviewer, case, "介資12", today)
        assert number_and_day(installation.clock.today(), unit, case, none) == ("介資12", today)
        typed = read_decision(installation, case, "refused", "様式が違うためです。", " 介資13 ")
        assert number_and_day(installation.clock.today(), unit, case, typed) == ("介資13", today)


def test_a_case_is_decided_once_and_with_one_notice(installation: Installation, reviewer: Member, number: str) -> None:
    with acting(installation, reviewer, number) as (unit, case):
        pass_screening(installation, unit, reviewer, case, case.row.revision)
    with acting(installation, reviewer, number) as (unit, case):
        decision = read_decision(installation, case, "approved", "")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
    with acting(installation, reviewer, number) as (unit, after):
        for opened in (case, after):
            with pytest.raises(Conflict):
                decide_application(installation, unit, reviewer, opened, opened.row.revision, decision)
        assert [row.outcome for row in notices.of_application(unit, after.row.id)] == ["approved"]
    assert (after.row.state, after.row.decided_at is not None) == ("approved", True)
    assert audited(installation, "decide application") == [("staff:reviewer", "approved")]
