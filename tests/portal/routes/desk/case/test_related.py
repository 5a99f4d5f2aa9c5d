"""Possible duplicates and earlier cases of the same person, shown to staff of the duty only."""

import pytest

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.shared import audit_records
from portal.store.statements import run, sql
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

TWICE = "二重の申請かもしれません"
EARLIER = "この人の、ほかの申請（自分の事務だけ）</h2><ul"


def case_page(installation: Installation, number: str, *rights: tuple[str, str], login: str = "tanto") -> str:
    return at_desk(installation, add_member(installation, login, *(rights or (("reviewer", DUTY),)))).get(
        f"/desk/{number}"
    )


def two(installation: Installation, **changes: object) -> tuple[str, str]:
    session = alice(installation)
    return file_application(installation, session), file_application(installation, session, changes)


def test_the_same_procedure_for_the_same_person_is_pointed_out_to_staff(installation: Installation) -> None:
    first, second = two(installation, name={"family": "高見本", "given": "太郎"})
    page = case_page(installation, second)
    assert TWICE in page
    assert f'href="/desk/{first}"' in page
    assert EARLIER not in page


def test_somebody_else_with_the_name_or_the_birthday_is_not(installation: Installation) -> None:
    session = alice(installation)
    file_application(installation, session, {"name": {"family": "髙見本", "given": "次郎"}})
    file_application(installation, session, {"birth": "1949-04-04"})
    assert TWICE not in case_page(installation, file_application(installation, session))


def ended(installation: Installation, number: str, state: str, years: int) -> None:
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        arrived = row.arrived_at - years * 366 * 86_400_000_000
        change = sql("UPDATE application SET state = :state, decided_at = arrived_at, arrived_at = :at WHERE id = :id")
        run(unit, change, {"state": state, "at": arrived, "id": row.id})
        unit.commit()


@pytest.mark.parametrize(
    ("state", "years", "twice"), [("approved", 0, True), ("withdrawn", 0, False), ("approved", 2, False)]
)
def test_a_decided_one_counts_within_its_year_and_one_taken_back_never(
    installation: Installation, state: str, years: int, twice: bool
) -> None:
    first, second = two(installation)
    ended(installation, first, state, years)
    page = case_page(installation, second)
    assert (TWICE in page) is twice
    assert (EARLIER in page) is not twice
    assert f'href="/desk/{first}"' in page


def test_somebody_protected_is_found_like_everybody(installation: Installation) -> None:
    """The list names both cases: a hint that is missing would tell who is protected."""
    first, second = two(installation)
    with installation.database.write() as unit:
        protect(installation, unit, Actor("system", "test"), [("髙見本　太郎", "1949-04-03")], STAFF)
        row = applications.by_number(unit, first)
        assert row is not None
        protect(installation, unit, Actor("system", "test"), [], STAFF, application_id=row.id)
        unit.commit()
    assert first in case_page(installation, second)
    assert first in case_page(installation, second, ("reviewer", DUTY), ("protected", DUTY), login="boss")


def test_what_was_shown_is_recorded(installation: Installation) -> None:
    first, second = two(installation)
    case_page(installation, second)
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "see related cases"]
    assert details == [first]
