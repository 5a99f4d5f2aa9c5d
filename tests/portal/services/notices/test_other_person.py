"""Whose name a paper may carry."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.notices.other_person import names_another
from portal.services.notices.read_paper import names_like
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases.applications import ApplicationRow
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import other_person
from tests.portal.world import ANSWERS, add_member, alice, file_application


def stops(installation: Installation, member: Member, number: str, text: str) -> bool:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        return names_another(installation, unit, member, case, names_like(text))


def test_another_persons_name_stops_and_that_of_nobody_known_does_not(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    assert not stops(installation, reviewer, number, "例示 一郎")
    other_person(installation)
    assert stops(installation, reviewer, number, "例示 一郎")
    assert not stops(installation, reviewer, number, "例示 二郎 例示市 一郎")


@pytest.mark.parametrize(
    "changes",
    [
        {"address": ANSWERS["address"]},
        {"name": {"family": "高見本", "given": "太郎"}},
        {
            "filer_kind": "household",
            "filer_name": ANSWERS["name"],
            "filer_kana": ANSWERS["kana"],
            "relation": "child",
        },
    ],
    ids=["home", "namesake", "named"],
)
def test_the_family_of_this_case_and_a_namesake_of_its_person_do_not_stop(
    installation: Installation, reviewer: Member, changes: dict[str, object]
) -> None:
    number = decided(installation, reviewer)
    other_person(installation, **changes)
    assert not stops(installation, reviewer, number, "例示 一郎 髙見本 太郎")


def test_one_account_that_files_for_two_people_does_not_make_them_a_family(
    installation: Installation, reviewer: Member
) -> None:
    number, client = (
        decided(installation, reviewer),
        {"name": {"family": "例示", "given": "一郎"}, "birth": "1950-01-02"},
    )
    away = {"postal": "0000001", "town": "見本県見本市見本町", "street": "九丁目9番9号"}
    file_application(installation, alice(installation), {**client, "address": away})
    assert stops(installation, reviewer, number, "例示 一郎")


def test_cases_of_other_sections_and_those_decided_long_ago_tell_nobody_anything(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    other_person(installation)
    elsewhere = add_member(installation, "elsewhere", ("reviewer", "child-allowance"))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        names = names_like("例示 一郎")
        assert names_another(installation, unit, reviewer, case, names)
        assert not names_another(installation, unit, elsewhere, case, names)
        unit.connection.exec_driver_sql("UPDATE application SET decided_at = 1")
        assert not names_another(installation, unit, reviewer, case, names)


def test_no_case_is_opened_unless_the_index_knows_the_name(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = decided(installation, reviewer)
    other_person(installation)
    opened: list[str] = []

    def name(_installation: Installation, _unit: object, row: ApplicationRow) -> str:
        opened.append(row.receipt_number)
        return "髙見本　太郎"

    monkeypatch.setattr("portal.services.notices.other_person.name_principal", name)
    assert not stops(installation, reviewer, number, "見本 次郎\n案内 のしおり")
    assert opened == [number], "the case itself"
