"""Assumed lines are signed one by one or by section, with the name of who is signed in."""

from portal.services.procedures.sign_sheet import unsigned
from portal.services.shared.installation import Installation
from portal.services.workshop.sign_lines import lines_to_sign, open_marks, sign_lines, write_lines
from portal.store.procedures import signed_lines
from portal.store.shared import audit_records
from tests.portal.services.workshop.writing import NAME, TEXT, author, begin, checked, save, sign


def test_a_chosen_line_is_signed_and_the_others_stay_open(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(
        installation, member, TEXT.replace("max: 40}", "max: 40, source: {text: 要綱, certainty: assumed}}")
    )
    _, _, sheet = checked(installation, member, draft_id)
    with installation.database.write() as unit:
        marks = sorted(mark.hex() for mark in open_marks(unit, NAME, sheet))
        assert len(marks) == 2
        assert sign_lines(installation, unit, member, draft_id, sheet, {marks[0], "unknown", ""}) == 1
        unit.commit()
    with installation.database.read() as unit:
        sections = lines_to_sign(signed_lines.rows_of(unit, NAME), sheet)
        last = list(audit_records.after(unit, 0))[-1]
    lines = [line for section in sections for line in section.lines if line.mark]
    assert {line.mark: line.open for line in lines} == {marks[0]: False, marks[1]: True}
    signed = next(line.signed for line in lines if line.signed)
    assert signed is not None
    assert (signed.signed_by, signed.signed_on) == ("authorさん（author）", "2026-11-20")
    assert sum(len(section.open) for section in sections) == 1
    assert (last.action, last.detail) == ("sign sheet", f"{NAME} draft {draft_id} 1 lines")


def test_what_the_browser_signed_the_command_takes_as_signed(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    assert sign(installation, member, draft_id) == 1
    assert sign(installation, member, draft_id) == 0
    _, result, _ = checked(installation, member, draft_id)
    assert result.procedure is not None
    with installation.database.read() as unit:
        assert unsigned(unit, result.procedure, installation.city, installation.clock.today()) == {}


def test_a_changed_line_is_open_again_and_shown_as_new(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    sign(installation, member, draft_id)
    _, before, _ = checked(installation, member, draft_id)
    save(installation, member, draft_id, TEXT.replace("見本市道路要綱", "見本市道路規則"))
    _, after, sheet = checked(installation, member, draft_id)
    with installation.database.read() as unit:
        assert len(open_marks(unit, NAME, sheet)) == 1
    assert after.procedure is not None
    compared = write_lines(installation, after.procedure, before.procedure)
    new = [line.says for _, lines in compared for _, new, line in lines if new]
    assert any("見本市道路規則" in text for text in new)
    assert len(new) < sum(len(lines) for _, lines in compared)
