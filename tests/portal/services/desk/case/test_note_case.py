"""メモ: colleagues' notes, once per form."""

import pytest

from portal.errors import BadRequest, NotAllowed
from portal.services.desk.case.note_case import MOST_SIGNS, note_case, notes_of, read_note
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import ONCE, acting, audited, case_of, hidden
from tests.portal.world import DUTY, add_member


@pytest.mark.parametrize(
    ("typed", "plain", "refused"),
    [
        (" 電話した\r\n留守\r ", "電話した\n留守", False), (" \r\n", "", True), ("あ" * MOST_SIGNS, "あ" * MOST_SIGNS, False),
        ("あ" * (MOST_SIGNS + 1), "あ" * (MOST_SIGNS + 1), True),
    ],
)  # fmt: skip
def test_a_note_has_words_and_an_end(typed: str, plain: str, refused: bool) -> None:
    text, message = read_note(typed)
    assert (text, bool(message)) == (plain, refused)


def test_the_same_form_notes_once_and_the_revision_stays(
    installation: Installation, reviewer: Member, number: str
) -> None:
    before = case_of(installation, reviewer, number)
    for text in ("留守だった", "別のことば"):
        with acting(installation, reviewer, number) as (unit, case):
            note_case(installation, unit, reviewer, case, text, ONCE)
    after = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        notes = notes_of(unit, after)
    assert notes is not None
    assert [(note.text, note.who) for note in notes] == [("留守だった", "reviewerさん")]
    assert after.row.revision == before.row.revision
    assert audited(installation, "note case") == [("staff:reviewer", "")]


def test_who_does_not_review_notes_nothing(installation: Installation, reviewer: Member, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        with pytest.raises(NotAllowed):
            note_case(installation, unit, clerk, case, "留守だった", ONCE)
        with pytest.raises(BadRequest):
            note_case(installation, unit, reviewer, case, "留守だった", "not one of ours")
        assert notes_of(unit, case) == ()


def test_notes_on_a_protected_person_are_hidden_whole(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        assert notes_of(unit, hidden(case_of(installation, reviewer, number))) is None
