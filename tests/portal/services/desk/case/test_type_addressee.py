"""Staff link a case to a 宛名番号 by typing it."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.desk.case.type_addressee import (
    addressee_panel,
    history_of,
    is_listed,
    link_typed,
    look_at_typed,
    next_place,
    undo_linking,
)
from portal.services.handover.records import record_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from portal.store.residents import register_matches
from portal.store.residents.register_matches import OPEN, MatchRow
from portal.store.statements import every, run, sql
from tests.portal.services.desk.at_work import acting, audited, case_of, hidden
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member, alice, file_application

NUMBER, OTHER = "1000000019", "1000000027"


@pytest.fixture
def typing(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"addressee_digits": 10}))


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "section", ("reviewer", DUTY))


def link(installation: Installation, member: Member, receipt: str, typed: str, reason: str = "", place: int = 0) -> str:
    """The problem, or ""."""
    with acting(installation, member, receipt) as (unit, case):
        return link_typed(installation, unit, member, case, typed, reason, place or next_place(unit, case)).problem


def numbers(installation: Installation, member: Member, receipt: str) -> list[str]:
    with installation.database.read() as unit:
        return [linking.number for linking in history_of(unit, case_of(installation, member, receipt))]


def handed(installation: Installation, member: Member, receipt: str) -> object:
    case = case_of(installation, member, receipt)
    with installation.database.read() as unit:
        return record_of(installation, unit, hand_overs.item(unit, case.row.id)).head["addressee_number"]


def test_a_typed_number_is_in_the_history_the_audit_and_the_exports_and_sealed_in_the_table(
    typing: Installation, section: Member
) -> None:
    receipt = file_application(typing, alice(typing))
    assert handed(typing, section, receipt) == ""
    assert link(typing, section, receipt, "１０００-０００-０１９") == ""
    assert numbers(typing, section, receipt) == [NUMBER]
    assert handed(typing, section, receipt) == NUMBER
    assert audited(typing, "link addressee") == [("staff:section", "typed")]
    with typing.database.read() as unit:
        assert NUMBER not in str(every(unit, sql("SELECT * FROM addressee_number")))


def test_a_wrong_number_and_a_change_without_a_reason_link_nothing(typing: Installation, section: Member) -> None:
    receipt = file_application(typing, alice(typing))
    assert "いま3けた" in link(typing, section, receipt, "100")
    assert numbers(typing, section, receipt) == []
    assert link(typing, section, receipt, NUMBER) == ""
    assert "もうこの番号" in link(typing, section, receipt, NUMBER)
    assert "理由を書いて" in link(typing, section, receipt, OTHER)
    assert "200字" in link(typing, section, receipt, OTHER, "あ" * 201)
    assert numbers(typing, section, receipt) == [NUMBER]
    assert link(typing, section, receipt, OTHER, "転入で新しい番号になった") == ""
    assert numbers(typing, section, receipt) == [OTHER, NUMBER]


def test_pressed_twice_it_is_linked_once_and_of_two_people_the_second_is_refused(
    typing: Installation, section: Member
) -> None:
    receipt, colleague = file_application(typing, alice(typing)), add_member(typing, "other", ("reviewer", DUTY))
    assert [link(typing, section, receipt, NUMBER, place=1) for _ in range(2)] == ["", ""]
    with pytest.raises(Conflict):
        link(typing, colleague, receipt, OTHER, "別の番号", place=1)
    assert numbers(typing, section, receipt) == [NUMBER]


def test_undone_the_case_has_no_number_and_the_history_stays(typing: Installation, section: Member) -> None:
    receipt = file_application(typing, alice(typing))
    with acting(typing, section, receipt) as (unit, case), pytest.raises(Conflict):
        undo_linking(typing, unit, section, case, 1)
    link(typing, section, receipt, NUMBER)
    with acting(typing, section, receipt) as (unit, case):
        undo_linking(typing, unit, section, case, 2)
    assert numbers(typing, section, receipt) == ["", NUMBER]
    assert handed(typing, section, receipt) == ""


def test_other_cases_of_the_number_are_shown_to_those_who_may_see_them_and_counted_for_others(
    typing: Installation, section: Member
) -> None:
    first, second, third = (file_application(typing, alice(typing)) for _ in range(3))
    link(typing, section, first, NUMBER)
    link(typing, section, second, NUMBER)
    with acting(typing, section, third) as (unit, case):
        run(unit, sql("UPDATE application SET duty = 'elsewhere' WHERE receipt_number = :number"), {"number": second})
        looked = look_at_typed(typing, unit, section, case, NUMBER, "")
    assert ([other.receipt_number for other in looked.others], looked.hidden) == ([first], 1)


def test_it_is_offered_only_where_it_is_switched_on_and_the_register_has_not_answered(
    installation: Installation, typing: Installation, section: Member
) -> None:
    receipt, clerk = file_application(typing, alice(typing)), add_member(typing, "counter", ("clerk", DUTY))
    with pytest.raises(NotFound):
        link(installation, section, receipt, NUMBER)
    with pytest.raises(NotAllowed):
        link(typing, clerk, receipt, NUMBER)
    with acting(typing, section, receipt) as (unit, case):
        assert addressee_panel(installation, unit, section, case)["addressee"] is None
        assert addressee_panel(typing, unit, section, case)["addressee"]["types"]
        assert addressee_panel(typing, unit, clerk, case)["addressee"] is None
        assert case.row.person_id is not None
        register_matches.add(unit, MatchRow(case.row.id, case.row.person_id, OPEN, b"card", 5))
        assert addressee_panel(typing, unit, section, case)["addressee"] is None
    with pytest.raises(NotFound):
        link(typing, section, receipt, NUMBER)


def test_the_number_of_a_protected_person_is_neither_shown_nor_changed_by_those_who_may_not_see(
    typing: Installation, section: Member
) -> None:
    receipt = file_application(typing, alice(typing))
    link(typing, section, receipt, NUMBER)
    with acting(typing, section, receipt) as (unit, case):
        assert [linking.number for linking in history_of(unit, hidden(case))] == [""]
        with pytest.raises(NotFound):
            look_at_typed(typing, unit, section, hidden(case), OTHER, "理由")


def test_the_list_of_residents_is_asked_whether_it_has_the_number() -> None:
    register = FakeRegister()
    assert is_listed(None, NUMBER) is None
    assert is_listed(register, NUMBER) is False
