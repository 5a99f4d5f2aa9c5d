"""進達: one at a time; the definition pauses the period."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.terms import Forwarding, Period
from portal.errors import Conflict, NotFound
from portal.services.cases.cases import Case
from portal.services.desk.case.forward_case import (
    RESULTS,
    forward_case,
    forwardings_of,
    open_forwarding,
    read_return,
    read_sending,
    take_return,
)
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.services.desk.at_work import ONCE, acting, audited, case_of, hidden

PAUSED = Period("standard", 7, "bizday", ("returned", "forwarded"), "std")


def forwarded_kind(case: Case, period: Period | None = PAUSED) -> Case:
    return replace(case, procedure=replace(case.procedure, forwarding=Forwarding("知事", "law"), period=period))


def forward(installation: Installation, member: Member, number: str, period: Period | None = PAUSED, /) -> None:
    with acting(installation, member, number) as (unit, opened):
        case = forwarded_kind(opened, period)
        forward_case(installation, unit, member, case, case.row.revision, "見介資第8号", "2026-11-20", ONCE)


def come_back(installation: Installation, member: Member, number: str, words: str = "") -> None:
    with acting(installation, member, number) as (unit, opened):
        case = forwarded_kind(opened)
        row = open_forwarding(unit, case)
        assert row is not None
        take_return(installation, unit, member, case, row, "2026-12-08", "fit", words)
        with pytest.raises(Conflict):
            take_return(installation, unit, member, case, row, "2026-12-08", "unfit", words)


def test_the_days_at_the_prefecture_are_added_to_a_paused_period(
    installation: Installation, reviewer: Member, number: str
) -> None:
    forward(installation, reviewer, number)
    assert case_of(installation, reviewer, number).row.due == NO_DUE
    come_back(at(installation, "2026-12-10T09:00:00+09:00"), reviewer, number)
    # Eleven open days from 20 November to 8 December, over 勤労感謝の日; it was due on 2 December.
    assert case_of(installation, reviewer, number).row.due == "2026-12-17"
    assert audited(installation, "take case back") == [("staff:reviewer", "fit")]


def test_a_period_that_does_not_pause_goes_on(installation: Installation, reviewer: Member, number: str) -> None:
    forward(installation, reviewer, number, Period("statutory", 30, "day", (), "law"))
    assert case_of(installation, reviewer, number).row.due == "2026-12-02"
    come_back(at(installation, "2026-12-10T09:00:00+09:00"), reviewer, number)
    assert case_of(installation, reviewer, number).row.due == "2026-12-02"


def test_a_case_is_forwarded_once_at_a_time_and_once_by_each_form(
    installation: Installation, reviewer: Member, number: str
) -> None:
    forward(installation, reviewer, number)
    forward(installation, reviewer, number)  # the same form, sent twice
    with acting(installation, reviewer, number) as (unit, opened):
        case = forwarded_kind(opened)
        with pytest.raises(Conflict):
            forward_case(installation, unit, reviewer, case, case.row.revision, "第9号", "2026-11-20", "z" * 20)
        with pytest.raises(NotFound):
            forward_case(installation, unit, reviewer, opened, case.row.revision, "第9号", "2026-11-20", "z" * 20)
        assert len(forwardings_of(installation.clock, unit, case)) == 1
    assert len(audited(installation, "forward case")) == 1


def test_a_return_lies_between_the_sending_and_today(installation: Installation, reviewer: Member, number: str) -> None:
    case = case_of(installation, reviewer, number)
    assert read_sending(installation.clock, case, "第8号", "2026-11-20") == ("2026-11-20", {})
    assert read_sending(installation.clock, case, " ", "2026-11-19")[1] == {"number": "no_number", "sent_on": "no_day"}
    forward(installation, reviewer, number)
    later_installation = at(installation, "2026-12-10T09:00:00+09:00")
    with later_installation.database.read() as unit:
        row = open_forwarding(unit, case)
    assert row is not None
    days = ("2026-11-19", "2026-11-20", "2026-12-10", "2026-12-11")
    assert [bool(read_return(later_installation.clock, row, day, "fit", "")[1]) for day in days] == [
        True,
        False,
        False,
        True,
    ]
    assert read_return(later_installation.clock, row, "2026-12-08", "good", "あ" * 1001)[1] == {
        "result": "no_result", "words": "too_long",
    }  # fmt: skip


def test_what_the_prefecture_stated_about_a_protected_person_is_hidden(
    installation: Installation, reviewer: Member, number: str
) -> None:
    forward(installation, reviewer, number)
    later_installation = at(installation, "2026-12-10T09:00:00+09:00")
    come_back(later_installation, reviewer, number, " 住所を確かめること。 ")
    case = case_of(later_installation, reviewer, number)
    with later_installation.database.read() as unit:
        shown, veiled = (forwardings_of(later_installation.clock, unit, variant)[0] for variant in (case, hidden(case)))
    assert (shown.words, veiled.words) == ("住所を確かめること。", "")
    assert (veiled.days, veiled.returned_on, veiled.result) == (18, date(2026, 12, 8), RESULTS["fit"])
