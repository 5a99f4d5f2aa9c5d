"""Codes of letters: all failures look alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.clock import Clock
from portal.errors import InvitedIsAnother, TooMany
from portal.services.campaigns.answer_invitation import invited_answers
from portal.services.campaigns.follow_campaign import call_back
from portal.services.campaigns.holds_invitation import holds_invitation
from portal.services.campaigns.open_invitation import (
    answer_hint,
    count_try,
    make_pass,
    read_pass,
)
from portal.services.filing.drafts import draft_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import draw_code
from portal.store.campaigns import invitations
from portal.store.shared import audit_records
from tests.portal.invited import BIRTH, LIST, code_of, plan, start
from tests.portal.later import at
from tests.portal.services.campaigns.inviting import find, open_it, send, taro
from tests.portal.world import PROCEDURE


def test_code_and_birthday_open_a_draft_that_knows_what_the_list_says(installation: Installation) -> None:
    campaign, _ = start(installation)
    session = taro(installation)
    draft_id = open_it(installation, campaign, session)
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        known = invited_answers(installation, unit, draft)
    assert draft.answers == {}  # answers are known but empty until the owner confirms them
    assert known["name"] == {"family": "髙見本", "given": "太郎"}
    assert known["cards"] == ["insured", "copay"]
    assert open_it(installation, campaign, session) == draft_id


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
    assert all(path == asked[0] and path for path in asked)


def _noting(statements: list[str]):  # type: ignore[no-untyped-def]
    from portal.store.statements import one

    def noted(unit, statement, **values):  # type: ignore[no-untyped-def]
        statements.append(str(statement.compiled("sqlite").text))
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


def test_an_answer_that_came_in_the_early_morning_came_on_that_day(installation: Installation) -> None:
    early = at(installation, "2026-11-20T07:30:00+09:00")
    campaign, _ = start(early)
    session = taro(early)
    send(early, session, open_it(early, campaign, session))
    invitation = find(early, code_of(early, campaign))
    assert invitation is not None
    with early.database.read() as unit:
        hint = answer_hint(unit, invitation)
    assert hint is not None
    assert hint.day == "2026-11-20"


def test_after_the_last_day_a_code_says_so_to_who_knows_the_birthday(installation: Installation) -> None:
    campaign, _ = start(installation)
    code = code_of(installation, campaign)
    later = replace(installation, clock=Clock(installation.clock.now() + timedelta(days=36)))
    invitation = find(later, code)
    assert invitation is not None
    assert invitation.expired
    assert not holds_invitation(later, PROCEDURE, code)
    assert find(later, code, "1949-04-04") is None


def test_a_pass_holds_for_this_browser_half_an_hour_and_cannot_be_made(installation: Installation) -> None:
    campaign, _ = start(installation)
    invitation = find(installation, code_of(installation, campaign))
    assert invitation is not None
    shown = make_pass(installation, invitation, "browser")
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
        details = " ".join(f"{record.action} {record.detail}" for record in audit_records.after(unit, 0))
    raw = b"".join(part for row in rows for part in vars(row).values() if isinstance(part, bytes))
    for secret in ("髙見本", "かくれ町", "0000000101", code, BIRTH):
        assert secret.encode() not in raw
        assert secret not in details
    assert "open invitation" in details
