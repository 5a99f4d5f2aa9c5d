"""Codes of letters are carried to their zone."""

from dataclasses import replace

from portal.db import Unit
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.correction import open_return
from portal.services.notices.carry_codes import apply_code, opens_somewhere, put_code, report_code
from portal.services.notices.correction_code import code_hash
from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import draw_code
from portal.services.shared.rights import Member
from portal.store.courier import courier
from portal.store.desk.corrections import CorrectionRow
from portal.store.notices import correction_codes
from portal.store.notices.correction_codes import CodeRow
from tests.portal.services.notices.test_correction_code import BIRTH, opened


def inner(installation: Installation) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))


def asked(installation: Installation, unit: Unit, member: Member, number: str) -> tuple[Case, CorrectionRow]:
    case = case_of_member(installation, unit, member, number)
    return case, open_return(unit, case)


def stored(unit: Unit, correction: CorrectionRow) -> CodeRow:
    row = correction_codes.of_correction(unit, correction.id)
    assert row is not None
    return row


def test_inside_a_code_opens_only_what_came_from_outside(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.write() as unit:
        case, _ = asked(installation, unit, reviewer, number)
        zones = [opens_somewhere(zoned.settings, unit, case.row.id) for zoned in (installation, inner(installation))]
        courier.keep(unit, courier.CaseRow(case.row.id, taken_step=1))
        known = inner(installation).settings.model_copy(update={"resident_url": "https://city.example"})
        carried = [opens_somewhere(each, unit, case.row.id) for each in (known, inner(installation).settings)]
        laptop = installation.settings.model_copy(update={"laptop": 2})
        carried.append(opens_somewhere(laptop, unit, case.row.id))
    assert zones == [True, False]
    assert carried == [True, False, False], "where no address of residents is known, a code opens nowhere"


def test_only_inside_the_code_itself_is_kept_and_that_sealed_until_the_answer(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = draw_code()
    with installation.database.write() as unit:
        case, correction = asked(installation, unit, reviewer, number)
        put_code(installation, unit, case, correction, code, BIRTH)
        assert (stored(unit, correction).sealed_code, report_code(unit, case, correction)) == (None, {})
        put_code(inner(installation), unit, case, correction, code, BIRTH)
        assert code.encode() not in (stored(unit, correction).sealed_code or code.encode())
        assert report_code(unit, case, correction) == {"code": code}
        assert report_code(unit, case, replace(correction, answered_at=1)) == {}


def test_a_carried_code_opens_the_correction_with_the_birthday_of_the_answers(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = draw_code()
    with installation.database.write() as unit:
        case, correction = asked(installation, unit, reviewer, number)
        apply_code(installation, unit, case, correction, {"code": code})
        unit.commit()
    assert opened(installation, code, "1949-04-04") is None
    assert opened(installation, code) is not None


def test_a_repeated_code_changes_nothing_and_a_newer_one_replaces_it(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code, newer = draw_code(), draw_code()
    with installation.database.write() as unit:
        case, correction = asked(installation, unit, reviewer, number)
        for _ in range(2):
            apply_code(installation, unit, case, correction, {"code": code})
        assert stored(unit, correction).printed == 1
        apply_code(installation, unit, case, correction, {"code": newer})
        row = stored(unit, correction)
        assert (row.printed, row.code_hash) == (2, code_hash(installation.code_key, newer))
        for carried in ({}, {"code": None}, {"code": 7}):
            apply_code(installation, unit, case, correction, carried)
        assert stored(unit, correction) == row
