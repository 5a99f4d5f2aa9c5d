"""Codes of letters at the door: what opens, what stays shut, and that all failures look alike. On both databases."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.interfaces import Assertion, BasicFour
from portal.clock import Clock
from portal.errors import InvitationAnswered, InvitationClosed, InvitedIsAnother, TooMany
from portal.services.actor import Actor
from portal.services.answer_invitation import invited_answers, take_unchanged
from portal.services.campaigns import Campaign
from portal.services.drafts import draft_of_resident, save_draft
from portal.services.follow_campaign import call_back, stop_writing
from portal.services.holds_invitation import holds_invitation
from portal.services.installation import Installation
from portal.services.invitation_code import draw_code, grouped
from portal.services.open_invitation import (
    Invited,
    answer_hint,
    count_try,
    find_invitation,
    make_pass,
    open_invitation,
    read_pass,
)
from portal.services.sessions import Session, find_session
from portal.services.sign_in_resident import finish_sign_in
from portal.services.submit_application import Arrival, submit_application
from portal.store import audit_records, invitations
from tests.portal.invited import BIRTH, LAST_DAY, LIST, code_of, plan, start
from tests.portal.later import at
from tests.portal.world import ANSWERS, DUTY, PLACE, PROCEDURE, add_member


def taro(installation: Installation, name: str = "髙見本　太郎", birth: str = BIRTH, subject: str = "taro") -> Session:
    """Signed in with a card."""
    four = BasicFour(name=name, birth=LAST_DAY.fromisoformat(birth))
    said = Assertion("fake", "https://card.example", subject, ("card",), "aal3", installation.clock.now(), four)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, said, PLACE)
        session = find_session(installation, unit, "resident", token)
        unit.commit()
    assert session is not None
    return session


def find(installation: Installation, code: str, birth: str = BIRTH) -> Invited | None:
    with installation.database.write() as unit:
        found = find_invitation(installation, unit, code, birth, PLACE)
        unit.commit()
    return found


def open_it(installation: Installation, campaign: Campaign, session: Session) -> str:
    found = find(installation, code_of(installation, campaign))
    assert found is not None
    with installation.database.write() as unit:
        draft = open_invitation(installation, unit, found, session, PLACE)
        unit.commit()
    return draft


def send(installation: Installation, session: Session, draft_id: str) -> str:
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        save_draft(installation, unit, draft, ANSWERS, frozenset())
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        sent = submit_application(
            installation, unit, draft, Actor("resident", session.person_id or ""), arrival, {"way": "card"}
        )
        unit.commit()
    return sent.receipt_number


def test_code_and_birthday_open_a_draft_that_knows_what_the_list_says(installation: Installation) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        known = invited_answers(installation, unit, draft)
    assert draft.answers == {}  # known, and no answer until its owner has seen it
    assert known["name"] == {"family": "髙見本", "given": "太郎"}
    assert known["cards"] == ["insured", "copay"]
    assert open_it(installation, campaign, session) == draft_id


def test_unchanged_takes_what_was_shown_and_asks_for_the_rest(installation: Installation) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        path = take_unchanged(installation, unit, draft, invited_answers(installation, unit, draft))
        unit.commit()
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
    assert draft.answers["name"] == {"family": "髙見本", "given": "太郎"}
    assert not path.complete
    assert "filer_kind" not in draft.answers
    assert "filer_kind" not in draft.seen


def test_all_failures_are_one_answer_after_the_same_statements(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, member = start(installation)
    first, second = code_of(installation, campaign), code_of(installation, campaign, 2)
    preview = plan(installation, member, LIST.replace("K-1", "L-1"), "まだの案内")
    with installation.database.write() as unit:
        call_back(installation, unit, member, campaign, 2)
        unit.commit()
    asked: list[list[str]] = []
    for code, birth in (
        (first, "1949-04-04"), (draw_code(), BIRTH), (second, "1955-04-02"), (code_of(installation, preview), BIRTH),
    ):  # fmt: skip
        statements: list[str] = []
        monkeypatch.setattr(invitations, "one", _noting(statements))
        assert find(installation, code, birth) is None
        asked.append(statements)
    assert all(one == asked[0] and one for one in asked)


def _noting(statements: list[str]):  # type: ignore[no-untyped-def]
    from portal.store.statements import one

    def noted(unit, statement, **values):  # type: ignore[no-untyped-def]
        statements.append(statement.sqlite)
        return one(unit, statement, **values)

    return noted


def test_guessing_is_stopped_by_code_and_by_address(installation: Installation) -> None:
    campaign, _ = start(installation)
    code = code_of(installation, campaign)

    def try_it(which: str, place: str) -> None:
        with installation.database.write() as unit:
            try:
                count_try(installation, unit, which, place)
            finally:
                unit.commit()

    for number in range(5):
        try_it(code, f"192.0.2.{number}")
    with pytest.raises(TooMany):
        try_it(code, "192.0.2.99")
    for _ in range(60):
        try_it(draw_code(), "198.51.100.1")
    with pytest.raises(TooMany):
        try_it(draw_code(), "198.51.100.1")


def test_a_card_of_somebody_else_opens_nothing(installation: Installation) -> None:
    campaign, _ = start(installation)
    with pytest.raises(InvitedIsAnother):
        open_it(installation, campaign, taro(installation, "見本　花子", "1955-04-02", "hanako"))
    with pytest.raises(InvitedIsAnother):
        open_it(installation, campaign, taro(installation, "髙見本　太郎", "1949-04-04", "twin"))


def test_two_browsers_at_once_answer_once(installation: Installation) -> None:
    campaign, _ = start(installation)
    drafts = [
        (session, open_it(installation, campaign, session))
        for session in (taro(installation), taro(installation, subject="second card"))
    ]
    results: list[str] = []

    def go(session: Session, draft: str) -> None:
        try:
            results.append(send(installation, session, draft))
        except InvitationAnswered:
            results.append("")

    threads = [threading.Thread(target=go, args=one) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, results)) == [False, True]
    found = find(installation, code_of(installation, campaign))
    assert found is not None
    assert found.answered
    with installation.database.read() as unit:
        hint = answer_hint(unit, found)
    assert hint is not None
    assert hint.ending == next(filter(None, results))[-3:]
    with pytest.raises(InvitationAnswered):
        open_it(installation, campaign, drafts[0][0])


def test_an_answer_that_came_in_the_early_morning_came_on_that_day(installation: Installation) -> None:
    early = at(installation, "2026-11-20T07:30:00+09:00")
    campaign, _ = start(early)
    session = taro(early)
    send(early, session, open_it(early, campaign, session))
    found = find(early, code_of(early, campaign))
    assert found is not None
    with early.database.read() as unit:
        hint = answer_hint(unit, found)
    assert hint is not None
    assert hint.day == "2026-11-20"


def test_a_letter_that_was_called_back_is_not_taken(installation: Installation) -> None:
    campaign, member = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.write() as unit:
        stop_writing(installation, unit, member, campaign, 1)
        unit.commit()
    with pytest.raises(InvitationClosed):
        send(installation, session, draft_id)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        assert invited_answers(installation, unit, draft) == {}


def test_after_the_last_day_a_code_says_so_to_who_knows_the_birthday(installation: Installation) -> None:
    campaign, _ = start(installation)
    code = code_of(installation, campaign)
    later = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    found = find(later, code)
    assert found is not None
    assert found.expired
    assert not holds_invitation(later, PROCEDURE, code)
    assert find(later, code, "1949-04-04") is None


def test_a_pass_holds_for_this_browser_half_an_hour_and_cannot_be_made(installation: Installation) -> None:
    campaign, _ = start(installation)
    found = find(installation, code_of(installation, campaign))
    assert found is not None
    shown = make_pass(installation, found, "browser")
    number, until, mac = shown.split(".")
    later = replace(installation, clock=Clock(installation.clock.now() + timedelta(minutes=31)))
    with installation.database.read() as unit:
        assert read_pass(installation, unit, shown, "browser") is not None
        assert read_pass(later, unit, shown, "browser") is None
        for forged in (
            "",
            "1",
            "x.y.z",
            f"{int(number) + 1}.{until}.{mac}",
            f"{number}.{int(until) + 9}.{mac}",
            "é.1.2",
        ):
            assert read_pass(installation, unit, forged, "browser") is None
        assert read_pass(installation, unit, shown, "another") is None


def test_nothing_of_the_people_stands_open_in_tables_or_audit(installation: Installation) -> None:
    campaign, _ = start(installation)
    code = code_of(installation, campaign)
    open_it(installation, campaign, taro(installation))
    with installation.database.read() as unit:
        rows = invitations.of_campaign(unit, campaign.id)
        said = " ".join(f"{one.action} {one.detail}" for one in audit_records.after(unit, 0))
    raw = b"".join(part for row in rows for part in vars(row).values() if isinstance(part, bytes))
    for secret in ("髙見本", "かくれ町", "0000000101", code, BIRTH):
        assert secret.encode() not in raw
        assert secret not in said
    assert "open invitation" in said


def test_the_plugs_for_invitations_keep_to_the_socket(installation: Installation) -> None:
    from integrations.invitations.fake import CODE, FakeInvitations
    from integrations.invitations.stored import StoredInvitations

    campaign, _ = start(installation)
    code = code_of(installation, campaign)
    stored = StoredInvitations(lambda procedure, typed: holds_invitation(installation, procedure, typed))
    for plug, right in ((FakeInvitations(), CODE), (stored, code)):
        assert plug.holds(PROCEDURE, right)
        assert plug.holds(PROCEDURE, f" {right.lower()} ")
        assert not plug.holds(PROCEDURE, "")
        assert not plug.holds(PROCEDURE, "MIHON-2025")
        assert plug.asks_fact is not plug.fake
    assert stored.holds(PROCEDURE, grouped(code))
    assert not stored.holds("juminhyo-utsushi", code)


def test_the_same_list_again_is_the_same_campaign(installation: Installation) -> None:
    member = add_member(installation, "annai", ("inviter", DUTY))
    assert plan(installation, member).id == plan(installation, member, name="ほかの名前").id
