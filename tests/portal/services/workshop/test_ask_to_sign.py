"""An author asks a member to sign open lines until a day; what waits follows the lines."""

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.ask_to_sign import (
    LINES,
    TO,
    UNTIL,
    ask_to_sign,
    who_may_sign,
    withdraw_asking,
)
from portal.services.workshop.save_text import discard_draft
from portal.services.workshop.sign_lines import lines_to_sign, open_marks, open_requests, sign_lines
from portal.store.procedures import signed_lines
from portal.store.shared import audit_records
from portal.store.staff import staff_members, staff_rights
from portal.store.workshop import line_requests
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, author, begin, checked, publisher, save, sign
from tests.portal.world import add_member

DAY = "2026-11-30"
TWO = TEXT.replace("max: 40}", "max: 40, source: {text: 要綱, certainty: assumed}}")


def marks(installation: Installation, member: Member, draft_id: int) -> list[str]:
    _, _, sheet = checked(installation, member, draft_id)
    with installation.database.read() as unit:
        return sorted(mark.hex() for mark in open_marks(unit, NAME, sheet))


def ask(
    installation: Installation, member: Member, draft_id: int, to: Member | str, until: str = DAY, *chosen: str
) -> list[str]:
    """All open lines if none is chosen."""
    _, _, sheet = checked(installation, member, draft_id)
    staff_id, lines = (str(to.id) if isinstance(to, Member) else to), chosen or marks(installation, member, draft_id)
    with installation.database.write() as unit:
        wrong = ask_to_sign(installation, unit, member, draft_id, sheet, lines, staff_id, until)
        unit.commit()
    return wrong


def waiting(installation: Installation, member: Member, draft_id: int) -> list[tuple[int, str]]:
    """Who is asked until when, of the lines that are open now."""
    draft, _, sheet = checked(installation, member, draft_id)
    with installation.database.read() as unit:
        return sorted((row.staff_id, row.until) for row in open_requests(unit, draft, sheet).values())


def audited(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(row.action, row.detail) for row in audit_records.after(unit, 0)]


def test_all_open_lines_or_chosen_ones_are_asked_for_and_the_newest_request_counts(installation: Installation) -> None:
    alice, bob, carol = author(installation), publisher(installation, "bob"), author(installation, "carol")
    draft_id = begin(installation, alice, TWO)
    assert ask(installation, alice, draft_id, bob) == []
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)] * 2
    chosen = marks(installation, alice, draft_id)[0]
    assert ask(installation, alice, draft_id, carol, "2026-12-24", chosen, "unknown") == []
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY), (carol.id, "2026-12-24")]
    detail = f"{NAME} draft {draft_id} 1 lines carol until 2026-12-24"
    assert audited(installation)[-1] == ("ask to sign sheet", detail)


def test_a_request_ends_when_the_line_is_signed_by_its_signer(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    draft_id = begin(installation, alice, TWO)
    ask(installation, alice, draft_id, bob)
    _, _, sheet = checked(installation, alice, draft_id)
    with installation.database.write() as unit:
        sign_lines(installation, unit, bob, draft_id, sheet, marks(installation, alice, draft_id)[:1])
        unit.commit()
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)]
    sign(installation, alice, draft_id)
    assert waiting(installation, alice, draft_id) == []


def test_a_request_ends_by_withdrawal_of_its_line_alone(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    draft_id = begin(installation, alice, TWO)
    ask(installation, alice, draft_id, bob)
    _, _, sheet = checked(installation, alice, draft_id)
    chosen = marks(installation, alice, draft_id)[:1]
    with installation.database.write() as unit:
        assert withdraw_asking(installation, unit, alice, draft_id, sheet, chosen) == 1
        assert withdraw_asking(installation, unit, alice, draft_id, sheet, chosen) == 0
        unit.commit()
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)]
    ended = [entry for entry in audited(installation) if entry[0] == "withdraw asking to sign"]
    assert ended == [("withdraw asking to sign", f"{NAME} draft {draft_id} 1 lines")]


def test_a_changed_line_keeps_its_request_also_once_signed_and_a_line_that_is_gone_does_not(
    installation: Installation,
) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    draft_id = begin(installation, alice)
    ask(installation, alice, draft_id, bob)
    save(installation, alice, draft_id, TEXT.replace("要綱", "規則"))
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)]
    sign(installation, bob, draft_id)
    assert waiting(installation, alice, draft_id) == []
    save(installation, alice, draft_id, TEXT.replace("要綱", "細則"))
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)]
    save(installation, alice, draft_id, TEXT.replace("要綱, certainty: assumed", "要綱, certainty: std"))
    assert waiting(installation, alice, draft_id) == []


def test_a_changed_line_never_takes_or_gives_the_request_of_its_neighbour(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    source = "source: {text: 要綱, certainty: assumed}"
    rules = f"warn: [{{that: spot != 'a', say: 橋を, {source}}}, {{that: spot != 'b', say: 道を, {source}}}]"
    text = TEXT.replace("max: 40}", f"max: 40, {rules}}}")

    def lines_with(words: str) -> list[str]:
        _, _, sheet = checked(installation, alice, draft_id)
        return [mark.hex() for _, lines in sheet for mark, _, line in lines if mark and words in line.says]

    def sign_now(words: str) -> None:
        _, _, sheet = checked(installation, alice, draft_id)
        with installation.database.write() as unit:
            assert sign_lines(installation, unit, bob, draft_id, sheet, lines_with(words)) == 1
            unit.commit()

    draft_id = begin(installation, alice, text)
    ask(installation, alice, draft_id, bob, DAY, *lines_with("橋を"))
    save(installation, alice, draft_id, text.replace("橋を", "川を"))
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)]
    sign_now("川を")
    assert waiting(installation, alice, draft_id) == [], "its neighbour was not asked for"
    ask(installation, alice, draft_id, bob, DAY, *lines_with("道を"))
    save(installation, alice, draft_id, text.replace("橋を", "川を").replace("道を", "谷を"))
    assert waiting(installation, alice, draft_id) == [(bob.id, DAY)], "it is not lost at the signed neighbour"
    sign_now("谷を")
    assert waiting(installation, alice, draft_id) == []


def test_a_second_request_for_a_changed_line_leaves_none_of_the_first(installation: Installation) -> None:
    alice, bob, carol = author(installation), publisher(installation, "bob"), author(installation, "carol")
    draft_id = begin(installation, alice)
    ask(installation, alice, draft_id, bob)
    save(installation, alice, draft_id, TEXT.replace("要綱", "規則"))
    ask(installation, alice, draft_id, carol)
    with installation.database.read() as unit:
        assert [row.staff_id for row in line_requests.of_draft(unit, draft_id)] == [carol.id]


def test_a_line_shows_its_request_only_while_it_is_open(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    draft_id = begin(installation, alice, TWO)
    ask(installation, alice, draft_id, bob)
    draft, _, sheet = checked(installation, alice, draft_id)
    with installation.database.write() as unit:
        sign_lines(installation, unit, bob, draft_id, sheet, marks(installation, alice, draft_id)[:1])
        sections = lines_to_sign(signed_lines.rows_of(unit, NAME), sheet, open_requests(unit, draft, sheet))
    lines = [line for section in sections for line in section.lines if line.mark]
    assert sorted((line.open, line.asked is not None) for line in lines) == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("to", "until", "chosen", "wrong"),
    [
        ("", "2026-11-19", "none", [LINES, TO, UNTIL]), ("bob", "2026-11-19", "", [UNTIL]), ("bob", "", "", [UNTIL]),
        ("bob", "あした", "", [UNTIL]), ("9999", DAY, "", [TO]), ("bob", DAY, "none", [LINES]),
        ("bob", "2026-11-20", "", []), ("bob", "R8.11.20", "", []),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_stored(
    installation: Installation, to: str, until: str, chosen: str, wrong: list[str]
) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    draft_id = begin(installation, alice)
    assert ask(installation, alice, draft_id, bob if to == "bob" else to, until, *filter(None, [chosen])) == wrong
    assert waiting(installation, alice, draft_id) == ([] if wrong else [(bob.id, "2026-11-20")])


def test_only_who_may_sign_for_the_duty_today_is_asked(installation: Installation) -> None:
    alice, bob = author(installation), publisher(installation, "bob")
    everywhere = add_member(installation, "everywhere", ("author", "*"))
    for login, right in (("elsewhere", ("author", "housing")), ("clerk", ("clerk", DUTY)), ("none", ("auditor", "*"))):
        add_member(installation, login, right)
    gone = author(installation, "gone")
    draft_id = begin(installation, alice)
    assert ask(installation, alice, draft_id, gone) == []
    with installation.database.write() as unit:
        staff_members.disable(unit, "gone", 5)
        staff_rights.remove(unit, [held.id for held in staff_rights.of_staff(unit, bob.id)])
        assert set(who_may_sign(installation.clock, unit, DUTY)) == {alice.id, everywhere.id}
        unit.commit()
    assert waiting(installation, alice, draft_id) == [(gone.id, DAY)], "it is left, for the page to show"
    assert ask(installation, alice, draft_id, bob) == [TO]


def test_only_authors_of_the_duty_ask_and_withdraw_and_only_while_the_draft_is_open(installation: Installation) -> None:
    alice = author(installation)
    stranger, second = author(installation, "charlie", "housing"), publisher(installation)
    draft_id = begin(installation, alice)
    ask(installation, alice, draft_id, second)
    _, _, sheet = checked(installation, alice, draft_id)
    lines = marks(installation, alice, draft_id)
    for member, refusal in ((stranger, NotFound), (second, NotAllowed), (alice, Conflict)):
        with installation.database.write() as unit:
            if refusal is Conflict:
                discard_draft(installation, unit, alice, draft_id)
            with pytest.raises(refusal):
                ask_to_sign(installation, unit, member, draft_id, sheet, lines, str(alice.id), DAY)
            with pytest.raises(refusal):
                withdraw_asking(installation, unit, member, draft_id, sheet, lines)
            unit.commit()
    assert waiting(installation, alice, draft_id) == [], "of a draft that was discarded nothing waits"
