"""電話の記録 as a note on the case."""

import pytest

from portal.errors import NotAllowed
from portal.services.desk.case.note_case import notes_of
from portal.services.desk.queue.log_call import MOST_SIGNS, log_call, read_call
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import ONCE, acting, audited
from tests.portal.world import DUTY, add_member


@pytest.mark.parametrize(
    ("caller", "words", "note", "mistakes"),
    [
        ("family", " いつ届くか\r\n来週 ", "電話（家族）\nいつ届くか\n来週", (False, False)), ("", "来週", "電話（）\n来週", (True, False)),
        ("self", " \r\n", "電話（本人）\n", (False, True)), ("self", "あ" * (MOST_SIGNS + 1), f"電話（本人）\n{'あ' * (MOST_SIGNS + 1)}", (False, True)),
    ],
)  # fmt: skip
def test_a_call_has_a_caller_and_words(caller: str, words: str, note: str, mistakes: tuple[bool, bool]) -> None:
    text, no_caller, no_words = read_call(caller, words)
    assert (text, bool(no_caller), bool(no_words)) == (note, *mistakes)


def test_the_same_form_logs_one_call(installation: Installation, reviewer: Member, number: str) -> None:
    for _ in range(2):
        with acting(installation, reviewer, number) as (unit, case):
            log_call(installation, unit, reviewer, case, "電話（家族）\n来週", ONCE)
    with installation.database.read() as unit:
        notes = notes_of(unit, case)
    assert notes is not None
    assert [(note.text, note.who) for note in notes] == [("電話（家族）\n来週", "reviewerさん")]
    assert audited(installation, "log call") == [("staff:reviewer", "")]


def test_a_clerk_logs_none(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, clerk, number) as (unit, case), pytest.raises(NotAllowed):
        log_call(installation, unit, clerk, case, "電話（家族）\n来週", ONCE)
    assert audited(installation, "log call") == []
