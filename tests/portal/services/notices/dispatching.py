"""Letters of the 発送簿."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.cases.cases import Case, case_of_member
from portal.services.notices.check_letter import check_letter, line_of_member, read_check
from portal.services.notices.pack_letters import batch_of_member, pack_letters, print_batch
from portal.services.notices.print_dispatch import Printed
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import dispatches, enclosures
from portal.store.notices.dispatches import BatchRow, DispatchRow
from portal.store.shared import audit_records
from tests.portal.routes.dispatching import line_of
from tests.portal.world import file_application, signed_in

TYPED = ("髙見本 太郎", "000-0001", "見本県見本市見本町\n一丁目2番3号")


def line_and_case(
    installation: Installation, unit: Unit, member: Member, number: str, act: str = "deliver"
) -> tuple[DispatchRow, Case]:
    case = case_of_member(installation, unit, member, number)
    return line_of_member(installation, unit, member, dispatches.of_application(unit, case.row.id)[-1].id, act)


def check(
    installation: Installation, member: Member, number: str, typed: tuple[str, str, str] = TYPED, other_name: str = ""
) -> str:
    with installation.database.write() as unit:
        row, case = line_and_case(installation, unit, member, number)
        note, mistakes = read_check(unit, case, row, typed, other_name, confirmed=True)
        assert mistakes == ()
        compared = [str(enclosure.id) for enclosure in enclosures.of(unit, row.id)]
        why = check_letter(installation, unit, member, case, row, note, registered=False, enclosed=compared)
        unit.commit()
    return why


def pack(installation: Installation, member: Member, *numbers: str) -> int:
    """Checked before. Returns the batch's id."""
    for number in numbers:
        assert check(installation, member, number) == ""
    chosen = [line_of(installation, number).id for number in numbers]
    with installation.database.write() as unit:
        batch_id = pack_letters(installation, unit, member, line_of(installation, numbers[0]).duty, chosen)
        unit.commit()
    return batch_id


def batch_of(installation: Installation, member: Member, batch_id: int) -> BatchRow:
    with installation.database.read() as unit:
        return batch_of_member(unit, member, batch_id, "deliver")


def print_letters(
    installation: Installation, member: Member, batch_id: int
) -> tuple[Printed | None, Sequence[tuple[str, str]]]:
    with installation.database.write() as unit:
        result = print_batch(installation, unit, member, batch_of_member(unit, member, batch_id, "deliver"))
        unit.commit()
    return result


def audited(installation: Installation, *actions: str) -> list[tuple[str, str]]:
    """(action, detail), oldest first."""
    with installation.database.read() as unit:
        records = audit_records.after(unit, 0, 1000)
    return [(record.action, record.detail) for record in records if record.action in actions]


def other_person(installation: Installation, **changes: object) -> str:
    """The number of 例示 一郎's own case, without a tie to that of alice."""
    answers = {
        "name": {"family": "例示", "given": "一郎"}, "kana": {"family": "レイジ", "given": "イチロウ"}, "birth": "1950-01-02",
        "insured_no": "0000000202", "address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "九丁目9番9号"},
        **changes,
    }  # fmt: skip
    return file_application(installation, signed_in(installation, "ichiro", "例示　一郎"), answers)
