"""The state in one line, in words that every language has; the timeline tells residents what concerns them."""

from dataclasses import replace

import pytest

from forms.kind import DRAFT, KINDS, MOVES
from portal.services.cases import Case, case_of_resident
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.state_line import StateLine, open_correction, state_line, timeline
from portal.services.submit_application import NO_DUE
from portal.web.page import LANGUAGES
from portal.web.state_words import state_words
from portal.web.words import words
from tests.portal.services.filing import ask_again, mend, send
from tests.portal.world import DUTY, add_member, alice, file_application

STATES = sorted({(kind, move.to) for kind, moves in MOVES.items() for move in moves if move.to != DRAFT})


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def line_of(installation: Installation, session: Session, number: str, **changes: object) -> StateLine:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return state_line(installation, changed(case, **changes), open_correction(unit, case))


def changed(case: Case, **changes: object) -> Case:
    return replace(case, row=replace(case.row, **changes))  # type: ignore[arg-type]


def test_what_arrived_says_who_looks_at_it_and_until_when(
    installation: Installation, session: Session, number: str
) -> None:
    line = line_of(installation, session, number)
    assert (line.key, line.tone, line.act) == ("state.received", "wait", False)
    assert line.days == {"due": "2026-12-02"}
    assert line.arguments == {"office": "福祉部 介護保険課 資格保険料係"}


def test_where_nothing_is_promised_no_day_is_named(installation: Installation, session: Session, number: str) -> None:
    assert line_of(installation, session, number, due=NO_DUE).key == "state.received_open"
    assert line_of(installation, session, number, due=NO_DUE, state="examining").key == "state.examining_open"
    assert line_of(installation, session, number, state="examining").key == "state.examining"


def test_the_check_of_form_is_no_state_of_its_own_for_the_applicant(
    installation: Installation, session: Session, number: str
) -> None:
    assert line_of(installation, session, number, state="screening").key == "state.received"


def test_a_return_says_that_the_applicant_must_act_and_that_the_arrival_stays(
    installation: Installation, session: Session, number: str, reviewer: Member
) -> None:
    ask_again(installation, reviewer, number, "phone", "insured_no")
    line = line_of(installation, session, number)
    assert (line.key, line.tone, line.act) == ("state.returned", "act", True)
    assert line.days == {"until": "2026-12-04", "arrived": "2026-11-20"}
    assert line.arguments == {"count": "2"}


@pytest.mark.parametrize(
    ("kind", "state", "tone"),
    [
        ("application", "approved", "ok"),
        ("application", "partly", "ok"),
        ("application", "refused", "no"),
        ("application", "withdrawn", "no"),
        ("notification", "sent_back", "no"),
        ("request", "declined", "no"),
        ("report", "closed", "ok"),
    ],
)
def test_an_outcome_is_told_as_what_it_is(
    installation: Installation, session: Session, number: str, kind: str, state: str, tone: str
) -> None:
    line = line_of(installation, session, number, kind=kind, state=state, decided_at=1)
    assert (line.key, line.tone, line.act) == (f"state.{state}", tone, False)


@pytest.mark.parametrize(("kind", "state"), [("request", "waiting"), ("report", "taken"), ("report", "repaired")])
def test_an_outcome_that_another_may_follow_is_told_too(
    installation: Installation, session: Session, number: str, kind: str, state: str
) -> None:
    assert state in KINDS[kind].waiting
    assert line_of(installation, session, number, kind=kind, state=state).key == f"state.{state}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_every_kind_can_be_said(
    installation: Installation, session: Session, number: str, language: str
) -> None:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    for kind, state in STATES:
        ended = 1 if state in KINDS[kind].outcomes or state == "withdrawn" else None
        for due in ("2026-12-02", NO_DUE):
            line = state_line(installation, changed(case, kind=kind, state=state, decided_at=ended, due=due), None)
            text = state_words(line, language, installation.clock.today())["text"]
            assert text
            assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_timeline_tells_what_happened_in_the_citys_words(
    installation: Installation, session: Session, number: str, reviewer: Member, language: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    with installation.database.read() as unit:
        told = timeline(unit, case_of_resident(installation, unit, session, number))
    # That staff began to look is no event for the applicant.
    assert [one.key for one in told] == ["timeline.receive", "timeline.return", "timeline.correct"]
    assert [bool(one.words) for one in told] == [False, True, False]
    assert told[1].words.endswith("phoneを直してください")
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert all(words(language)[one.key] for one in told)


def test_nothing_is_asked_of_whom_nothing_was_returned(
    installation: Installation, session: Session, number: str
) -> None:
    with installation.database.read() as unit:
        assert open_correction(unit, case_of_resident(installation, unit, session, number)) is None
