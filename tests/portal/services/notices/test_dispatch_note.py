"""The sealed contents of a 発送簿 line."""

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag

from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.dispatch_note import Note, note_of, seal_note
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import line_and_case

GUARDIAN = Note(
    Addressee("見本 花子", "0000001", ("見本市役所", "別館")), guarded=True, other_name="成年後見人", reason="再送"
)


def test_a_note_is_read_as_it_was_sealed_and_shows_nothing_in_the_table(
    installation: Installation, reviewer: Member
) -> None:
    number = decided(installation, reviewer)
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
    assert note_of(case, row) == Note()
    sealed = seal_note(case, row, GUARDIAN)
    assert note_of(case, replace(row, sealed_note=sealed)) == GUARDIAN
    assert "別館".encode() not in sealed


def test_a_note_opens_for_no_other_copy_and_no_other_letter(installation: Installation, reviewer: Member) -> None:
    number = decided(installation, reviewer)
    with installation.database.read() as unit:
        row, case = line_and_case(installation, unit, reviewer, number)
    sealed = seal_note(case, row, GUARDIAN)
    for other in (replace(row, copies=1), replace(row, source=row.source + 1), replace(row, kind="papers")):
        with pytest.raises(InvalidTag):
            note_of(case, replace(other, sealed_note=sealed))
