"""State machine of each kind of application."""

import pytest

from forms.definition.kind import (
    ANNULLED,
    APPLICANT,
    DRAFT,
    EXAMINING,
    KINDS,
    MOVES,
    RECEIVED,
    RETURNED,
    REVOKED,
    SCREENING,
    STAFF,
    WITHDRAWN,
    moves,
    public_words,
)
from forms.definition.registry import field_types
from forms.loading import load_folder
from tests.forms.first import PROCEDURES


def targets(kind: str, state: str, who: str) -> set[str]:
    return {move.to for move in moves(kind, state, who)}


def test_there_are_five_kinds_and_one_ends_in_a_disposition() -> None:
    assert {name: kind.disposition for name, kind in KINDS.items()} == {
        "application": True,
        "notification": False,
        "request": False,
        "reservation": False,
        "report": False,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_reached_from_a_draft_and_leads_to_every_outcome(kind: str) -> None:
    def after(state: str) -> set[str]:
        seen, open_ = {state}, [state]
        while open_:
            current = open_.pop()
            new = {move.to for move in MOVES[kind] if move.from_ == current} - seen
            seen |= new
            open_ += new
        return seen

    states = {move.from_ for move in MOVES[kind]} | {move.to for move in MOVES[kind]}
    ends = {*KINDS[kind].outcomes, *KINDS[kind].endings, WITHDRAWN}
    assert after(DRAFT) == states == {DRAFT, RECEIVED, SCREENING, RETURNED, EXAMINING} | ends
    assert all(ends <= after(state) for state in (RECEIVED, SCREENING, RETURNED, EXAMINING))


@pytest.mark.parametrize("kind", KINDS)
def test_an_end_is_an_end(kind: str) -> None:
    ends = {*KINDS[kind].outcomes, WITHDRAWN} - set(KINDS[kind].waiting)
    assert {move.to for move in MOVES[kind] if move.from_ in ends} == set(KINDS[kind].endings)


def test_only_what_was_granted_is_annulled_or_revoked_and_only_after_a_hearing() -> None:
    endings = [move for move in MOVES["application"] if move.to in (ANNULLED, REVOKED)]
    assert {move.from_ for move in endings} == {"approved", "partly"}
    assert {(move.who, move.guard) for move in endings} == {(STAFF, "heard")}
    assert [kind.id for kind in KINDS.values() if kind.endings] == ["application"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_move_stands_twice(kind: str) -> None:
    assert len(set(MOVES[kind])) == len(MOVES[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_an_applicant_sends_mends_and_withdraws_and_decides_nothing(kind: str) -> None:
    assert targets(kind, DRAFT, APPLICANT) == {RECEIVED}
    assert targets(kind, RETURNED, APPLICANT) == {SCREENING, WITHDRAWN}
    assert {move.to for move in MOVES[kind] if move.who == APPLICANT} == {RECEIVED, SCREENING, WITHDRAWN}


@pytest.mark.parametrize("kind", KINDS)
def test_anyone_who_is_being_examined_asks_the_staff_to_withdraw(kind: str) -> None:
    assert targets(kind, EXAMINING, APPLICANT) == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [SCREENING, RETURNED, EXAMINING])
def test_staff_record_the_withdrawal_of_who_telephones_in_every_open_state(kind: str, state: str) -> None:
    withdrawal = next(move for move in moves(kind, state, STAFF) if move.to == WITHDRAWN)
    assert withdrawal.guard == "asked_by_applicant"


def test_an_application_is_granted_only_after_examining_and_refused_for_form_before() -> None:
    assert targets("application", SCREENING, STAFF) == {RETURNED, EXAMINING, "refused", WITHDRAWN}
    assert targets("application", EXAMINING, STAFF) == {"approved", "partly", "refused", "waiting", WITHDRAWN}
    assert targets("application", "waiting", STAFF) == {"approved", "partly", "refused", "waiting", WITHDRAWN}
    assert all(move.guard == "decided" for move in MOVES["application"] if move.to in KINDS["application"].outcomes)


def test_a_notification_is_done_without_a_decision() -> None:
    assert targets("notification", SCREENING, STAFF) == {RETURNED, EXAMINING, "done", "sent_back", WITHDRAWN}


def test_who_waits_is_answered_yes_or_no_later() -> None:
    for kind in ("request", "reservation"):
        assert targets(kind, "waiting", STAFF) == {"accepted", "declined", WITHDRAWN}, "or gives up waiting"


def test_a_report_goes_on_to_repaired_and_closed() -> None:
    assert targets("report", "taken", STAFF) == {"repaired", "closed"}, "the city's own work by then"
    assert targets("report", "repaired", STAFF) == {"closed"}


def test_a_state_has_its_sentence_for_the_applicant_by_kind() -> None:
    assert public_words("application", SCREENING) == "state.received"
    assert public_words("request", RECEIVED) == "state.request.received"
    assert public_words("report", RETURNED) == "state.returned"
    assert public_words("notification", WITHDRAWN) == "state.withdrawn"


@pytest.mark.uncounted
def test_what_the_governor_decides_can_be_sent_on_to_him() -> None:
    shipped = load_folder(PROCEDURES, fields=field_types())
    sent_on = {
        name for name, procedure in shipped.items() if procedure.forwarding and procedure.forwarding.to == "governor"
    }
    assert sent_on == {
        "jiritsu-shien-iryo-henko", "jiritsu-shien-iryo-koshin", "jiritsu-shien-iryo-shinki", "ryoiku-techo", "seishin-techo", "shintai-techo", "shogaisha-techo-saikofu", "techo-henkan", "tokubetsu-jido-fuyo-teate",
    }  # fmt: skip
