"""Papers that follow: received, extended or waived once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.desk.case.receive_paper import (
    demand_receive,
    next_due,
    paper_row,
    put_off_paper,
    read_put_off,
    read_received,
    receive_paper,
    receive_presented,
    see_papers,
    waive_paper,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.my_cases.late_papers import LatePaperRow
from tests.portal.later import at, later
from tests.portal.services.desk.at_work import acting, audited, case_of, decided, events
from tests.portal.services.desk.owing import owe, with_paper
from tests.portal.world import DUTY, add_member


def paper(installation: Installation, member: Member, number: str) -> LatePaperRow:
    with acting(installation, member, number) as (unit, case):
        return owe(installation, unit, case)


@pytest.mark.parametrize(
    ("typed", "mistakes"),
    [
        ({}, ()), ({"came_on": "2026-11-20"}, ()), ({"came_on": "2026-11-25"}, ()),
        ({"came_on": "2026-11-19"}, (("came_on", "not_a_day_between"),)),
        ({"came_on": "2026-11-26"}, (("came_on", "not_a_day_between"),)), ({"came_on": "昨日"}, (("came_on", "no_came_on"),)),
        ({"came_by": "online"}, (("came_by", "no_way"),)), ({"note": "あ" * 501}, (("note", "too_long"),)),
    ],
)  # fmt: skip
def test_a_paper_comes_between_the_arrival_of_its_case_and_today(
    installation: Installation,
    reviewer: Member,
    number: str,
    typed: Mapping[str, str],
    mistakes: tuple[tuple[str, str], ...],
) -> None:
    case, clock = case_of(installation, reviewer, number), later(installation, days=5).clock
    boxes = {"came_by": "post", "came_on": "2026-11-24", "note": "", **typed}
    assert read_received(clock, case, **boxes).mistakes == mistakes


def test_a_paper_comes_once_and_the_note_is_sealed(installation: Installation, reviewer: Member, number: str) -> None:
    row = paper(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, opened):
        case = with_paper(opened)
        came = read_received(installation.clock, case, "post", "2026-11-20", " 棚3 ")
        with pytest.raises(Conflict):
            receive_paper(installation, unit, reviewer, decided(case), row, came)
    with acting(installation, reviewer, number) as (unit, _):
        receive_paper(installation, unit, reviewer, case, row, came)
        with pytest.raises(Conflict):
            receive_paper(installation, unit, reviewer, case, row, came)
        stored = paper_row(unit, case, "proof")
    assert (stored.state, stored.came_by, stored.came_on) == ("came", "post", "2026-11-20")
    assert stored.seen_at == stored.settled_at, "receiving it counts as seeing it"
    assert stored.sealed_note is not None
    assert case.sealer.open(f"paper note:{row.id}", stored.sealed_note) == "棚3"
    event = events(installation, case)[-1]
    assert (event.move, case.sealer.open(f"words:{event.at}", event.sealed_words or b"")) == (
        "paper_came",
        "在学証明書",
    )
    assert audited(installation, "receive paper") == [("staff:reviewer", "proof")]


def test_a_later_day_is_after_today_and_after_the_old_one_while_the_paper_is_owed(
    installation: Installation, reviewer: Member, number: str
) -> None:
    row, clock = paper(installation, reviewer, number), installation.clock
    assert read_put_off(clock, row, "2026-12-11", "理由").mistakes == ()
    assert read_put_off(clock, row, "2026-12-10", " ").mistakes == (("due", "too_early"), ("reason", "no_reason"))
    came = replace(row, state="came")
    assert read_put_off(clock, came, "2026-11-21", "理由").mistakes == ()
    assert read_put_off(clock, came, "2026-11-20", "理由").mistakes == (("due", "too_early"),)
    case = with_paper(case_of(installation, reviewer, number))
    assert next_due(installation, case, row) == date(2027, 1, 4)  # 20 days later is 30 December, a closed day
    assert next_due(at(installation, "2027-01-10T09:00:00+09:00"), case, row) == date(2027, 2, 1)


def test_a_waived_paper_is_asked_for_again_and_a_changed_day_is_a_conflict(
    installation: Installation, reviewer: Member, number: str
) -> None:
    row = paper(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, opened):
        case = with_paper(opened)
        wanted = read_put_off(installation.clock, row, "2026-12-24", "字が読めません")
        put_off_paper(installation, unit, reviewer, case, row, wanted)
        with pytest.raises(Conflict):
            put_off_paper(installation, unit, reviewer, case, row, wanted)
    with acting(installation, reviewer, number) as (unit, _):
        waive_paper(installation, unit, reviewer, case, row, "市の記録でわかりました")
        waived = paper_row(unit, case, "proof")
    with acting(installation, reviewer, number) as (unit, _):
        put_off_paper(installation, unit, reviewer, case, waived, wanted)
        assert (waived.state, paper_row(unit, case, "proof").state) == ("waived", "owed")
    actions = ("put off paper", "waive paper", "ask for paper")
    assert [len(audited(installation, action)) for action in actions] == [1, 1, 1]


def test_clerks_take_papers_in_and_only_reviewers_waive_them(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk, auditor = (add_member(installation, role, (role, DUTY)) for role in ("clerk", "auditor"))
    row = paper(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case):
        demand_receive(clerk, case)
        with pytest.raises(NotAllowed):
            demand_receive(auditor, case)
        with pytest.raises(NotAllowed):
            waive_paper(installation, unit, clerk, with_paper(case), row, "必要ありません")
        with pytest.raises(NotAllowed):
            see_papers(installation, unit, clerk, case, ["proof"])
        with pytest.raises(NotFound):
            paper_row(unit, case, "other")
        assert paper_row(unit, case, "proof").state == "owed"


def test_papers_brought_along_are_seen_at_once_and_others_are_skipped(
    installation: Installation, reviewer: Member, number: str
) -> None:
    paper(installation, reviewer, number)
    for brought in ([], ["nothing"], ["proof", "nothing"], ["proof"]):
        with acting(installation, reviewer, number) as (unit, case):
            receive_presented(installation, unit, reviewer, number, brought)
            stored = paper_row(unit, case, "proof")
        assert stored.state == ("came" if "proof" in brought else "owed")
    assert (stored.came_by, stored.came_on, stored.seen_at is None) == ("counter", "2026-11-20", False)
    assert audited(installation, "receive paper") == [("staff:reviewer", "proof")]
