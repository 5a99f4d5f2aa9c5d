"""What an asked section sees of the case."""

import pytest

from portal.errors import NotFound, NotYours
from portal.services.desk.case.ask_opinion import answer_opinion, ask_opinion, read_question
from portal.services.desk.case.asked_opinions import AskedCase, asked_case, asked_of_us
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.desk import opinions
from tests.portal.services.desk.at_work import acting, audited, case_of, protect_principal
from tests.portal.world import DUTY, add_member

OTHER = "care-benefit"


@pytest.fixture
def asked(installation: Installation) -> Member:
    return add_member(installation, "kyufu", ("reviewer", OTHER))


def ask(installation: Installation, member: Member, number: str, due: str = "2026-12-04") -> int:
    with acting(installation, member, number) as (unit, case):
        question = read_question(installation, case, OTHER, due, "合っていますか。", ["name"])
        ask_opinion(installation, unit, member, case, question, f"mark-of-form-{due}")
        return opinions.of(unit, case.row.id)[-1].id


def read(installation: Installation, member: Member, opinion_id: int) -> AskedCase:
    with installation.database.write() as unit:
        seen = asked_case(installation, unit, member, opinion_id)
        unit.commit()
    return seen


def answers_shown(seen: AskedCase) -> set[str]:
    return {row.field for section in seen.sections for row in section.rows}


def test_the_asked_section_reads_the_shared_answers_and_no_others(
    installation: Installation, reviewer: Member, asked: Member, number: str
) -> None:
    seen = read(installation, asked, ask(installation, reviewer, number))
    case = case_of(installation, reviewer, number)
    assert {"name", "birth"} <= answers_shown(seen)
    assert answers_shown(seen) < set(case.path.asked)
    assert "lost_how" not in answers_shown(seen)
    assert seen.case.files == {}
    assert seen.by == installation.city.office(DUTY, installation.clock.today()).office
    assert audited(installation, "see asked case") == [("staff:kyufu", OTHER)]


def test_after_the_answer_nothing_of_the_case_is_shown(
    installation: Installation, reviewer: Member, asked: Member, number: str
) -> None:
    opinion_id = ask(installation, reviewer, number)
    with acting(installation, reviewer, number) as (unit, case):
        row = opinions.by_id(unit, opinion_id)
        assert row is not None
        answer_opinion(installation, unit, asked, case, row, "合っています。")
    seen = read(installation, asked, opinion_id)
    assert (seen.sections, seen.view.answer) == ((), "合っています。")


def test_others_and_protected_cases_look_as_if_there_were_no_question(
    installation: Installation, reviewer: Member, asked: Member, number: str
) -> None:
    opinion_id = ask(installation, reviewer, number)
    with pytest.raises(NotYours):
        read(installation, reviewer, opinion_id)
    with pytest.raises(NotFound):
        read(installation, asked, opinion_id + 1)
    protect_principal(installation)
    with pytest.raises(NotYours):
        read(installation, asked, opinion_id)
    guard = add_member(installation, "hogo", ("reviewer", OTHER), ("protected", OTHER))
    seen = read(installation, guard, opinion_id)
    values = [row.value for section in seen.sections for row in section.rows]
    assert "髙見本　太郎" in values
    assert not any("一丁目" in value for value in values), "no address even with the right to see protected people"


def test_the_earliest_due_comes_first_and_only_for_who_reviews(
    installation: Installation, reviewer: Member, asked: Member, number: str
) -> None:
    late, early = (ask(installation, reviewer, number, due) for due in ("2026-12-10", "2026-11-24"))
    with installation.database.read() as unit:
        lines = asked_of_us(installation, unit, asked)
        assert asked_of_us(installation, unit, reviewer) == ()
    assert [(line.id, line.left.words) for line in lines] == [(early, "あと4日"), (late, "あと20日")]
    assert {line.receipt_number for line in lines} == {number}
