"""The state line, and the residents' timeline."""

from dataclasses import replace

import pytest

from forms.definition.kind import DRAFT, KINDS, MOVES
from forms.messages import LANGUAGES
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.filing.describe_papers import asked_titles
from portal.services.my_cases.state_line import (
    STOPPING,
    TABLE,
    Happened,
    StateLine,
    open_correction,
    state_line,
    timeline,
)
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.desk.corrections import CorrectionRow
from portal.web.my_cases.mending_page import in_language
from portal.web.my_cases.state_words import state_words
from portal.web.shared.words import words
from tests.house.test_words import HARD
from tests.portal.services.filing.filing import ask_again, mend, send
from tests.portal.world import file_application

STATES = sorted({(kind, move.to) for kind, moves in MOVES.items() for move in moves if move.to != DRAFT})


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def line_of(installation: Installation, session: Session, number: str, **changes: object) -> StateLine:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return state_line(installation, changed(case, **changes), open_correction(unit, case))


def changed(case: Case, **changes: object) -> Case:
    return replace(case, row=case.row._replace(**changes))  # type: ignore[arg-type]


def test_what_arrived_says_who_looks_at_it_and_until_when(
    installation: Installation, session: Session, number: str
) -> None:
    line = line_of(installation, session, number)
    assert (line.key, line.tone, line.act) == ("state.received", "wait", False)
    assert line.days["due"] == "2026-12-02"
    assert line.arguments["office"] == "福祉部 介護保険課 資格保険料係"


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
    assert line.arguments["count"] == "2"


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
def test_an_outcome_is_reported_as_what_it_is(
    installation: Installation, session: Session, number: str, kind: str, state: str, tone: str
) -> None:
    line = line_of(installation, session, number, kind=kind, state=state, decided_at=1)
    assert (line.key, line.tone, line.act) == (TABLE[kind][state][0], tone, False)


@pytest.mark.parametrize(("kind", "state"), [("request", "waiting"), ("report", "taken"), ("report", "repaired")])
def test_an_outcome_that_another_may_follow_is_reported_too(
    installation: Installation, session: Session, number: str, kind: str, state: str
) -> None:
    assert state in KINDS[kind].waiting
    assert line_of(installation, session, number, kind=kind, state=state).key == f"state.{kind}.{state}"


def test_who_waits_and_asked_to_stop_reads_that_the_city_answers(
    installation: Installation, session: Session, number: str
) -> None:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    waits = changed(case, kind="request", state="waiting")
    assert state_line(installation, waits, None, stopping=True).key == "state.stopping"


def test_no_state_is_without_words() -> None:
    for kind, table in TABLE.items():
        assert set(table) == {state for decided_kind, state in STATES if decided_kind == kind} | {STOPPING}
    assert TABLE.keys() == KINDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_every_kind_is_reported_in_plain_words(
    installation: Installation, session: Session, number: str, language: str
) -> None:
    asked = CorrectionRow(1, 1, ("phone", "name"), b"", "2026-12-04", 1, None, None, "", 0, "", None)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    for kind, table in TABLE.items():
        for state in table:
            for due in ("2026-12-02", "2026-11-19", NO_DUE):
                row = {"kind": kind, "due": due, "state": "examining" if state == STOPPING else state}
                correction = asked if state == "returned" else None
                line = state_line(installation, changed(case, **row), correction, stopping=state == STOPPING)
                text = state_words(line, language, installation.clock.today())["text"]
                assert (kind, state, due, plain(text)) == (kind, state, due, "")


def plain(text: str) -> str:
    """Faults of a sentence for residents, "" if none."""
    if any(word in text for word in HARD) or "{" in text or not text.endswith("。"):
        return text
    return ""


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (
            "application",
            "received",
            ("市に届きました（まだ決まっていません）。", "12月2日ごろまで", "今することはありません"),
        ),
        (
            "application",
            "examining",
            ("資格保険料係がくわしく確認しています", "12月2日ごろまで", "今することはありません"),
        ),
        ("application", "refused", ("今回は認められませんでした。理由と次にできること",)),
        ("notification", "received", ("届出はまだ終わっていません",)),
        ("notification", "done", ("届出は済みました。",)),
        ("reservation", "accepted", ("手続はまだ終わっていません",)),
        ("request", "waiting", ("順番待ちです（まだ決まっていません）",)),
    ],
)
def test_each_kind_is_reported_in_its_own_manner(
    installation: Installation, session: Session, number: str, kind: str, state: str, words: tuple[str, ...]
) -> None:
    line = line_of(installation, session, number, kind=kind, state=state)
    text = state_words(line, "ja", installation.clock.today())["text"]
    assert [part for part in words if part not in text] == []


def test_who_is_asked_to_pay_does_not_read_that_there_is_nothing_to_do(
    installation: Installation, session: Session, number: str
) -> None:
    line, today = line_of(installation, session, number), installation.clock.today()
    for language in ("ja", "easy", "en", "zh-Hans"):
        nothing = words(language)["state.nothing"]
        assert nothing in state_words(line, language, today)["text"]
        assert nothing not in state_words(line, language, today, asked=True)["text"]


def test_a_day_that_passed_is_not_promised_again(
    installation: Installation, session: Session, number: str, reviewer: Member
) -> None:
    line = line_of(installation, session, number, due="2026-11-19")
    assert (line.key, line.act) == ("state.received_late", False)
    ask_again(installation, reviewer, number, "phone")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        passed = replace(open_correction(unit, case), due="2026-11-19")  # type: ignore[type-var]
    late = state_line(installation, case, passed)
    assert (late.key, late.act) == ("state.returned_late", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_timeline_shows_what_happened_in_the_citys_words(
    installation: Installation, session: Session, number: str, reviewer: Member, language: str
) -> None:
    ask_again(installation, reviewer, number, "phone")
    mend(installation, session, number, "phone", {"phone": ["000-0000-0009"]})
    send(installation, session, number)
    with installation.database.read() as unit:
        entries = timeline(unit, case_of_resident(installation, unit, session, number))
    # The start of staff's work is no event for the applicant.
    assert [entry.key for entry in entries] == ["timeline.receive", "timeline.return", "timeline.correct"]
    assert [bool(entry.words) for entry in entries] == [False, True, False]
    assert entries[1].words.endswith("phoneを直してください")
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert all(words(language)[entry.key] for entry in entries)


def test_nothing_is_asked_of_whom_nothing_was_returned(
    installation: Installation, session: Session, number: str
) -> None:
    with installation.database.read() as unit:
        assert open_correction(unit, case_of_resident(installation, unit, session, number)) is None


def test_the_ready_reasons_of_a_return_are_read_in_the_readers_language(
    installation: Installation, session: Session, number: str, reviewer: Member
) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        asked = (Asked("phone", "unclear", "昼の番号です。"), Asked("insured_no", "", "番号を直してください。"))
        returned = read_return(installation.clock, case, asked, "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, returned)
        unit.commit()
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        entries = timeline(unit, case)
        assert in_language(case, entries, "ja") == entries
        (point,) = (point for point in in_language(case, entries, "vi") if point.key == "timeline.return")
        title = next(iter(asked_titles(case).values()))
        (paper,) = in_language(case, [Happened(entries[0].at, "timeline.paper", title)], "vi")
    assert paper.words == next(iter(asked_titles(case, "vi").values())) != title
    first, note, second = point.words.splitlines()
    assert first.endswith(": Chúng tôi chưa hiểu rõ nội dung quý vị đã viết. Xin viết chi tiết hơn một chút.")
    assert (note, second.endswith(": 番号を直してください。")) == ("昼の番号です。", True)
