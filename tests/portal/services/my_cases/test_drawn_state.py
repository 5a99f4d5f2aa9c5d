"""One clear state of an application whose lot was drawn."""

from dataclasses import replace
from datetime import date

import pytest

from forms.messages import LANGUAGES
from forms.scenarios.scenario_answers import read_answers
from portal.services.bookings.describe_drawing import BEFORE, ENDED, NEXT, OUT, WON, DrawingStatus, drawing_status
from portal.services.cases.cases import Case
from portal.services.my_cases.drawn_state import drawn_state
from portal.services.my_cases.state_line import StateLine, state_line
from portal.services.shared.installation import Installation
from portal.web.my_cases.state_words import state_words
from tests.portal.later import at
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import SHIPPED, win_shipped
from tests.portal.services.courier.carrying import case_at
from tests.portal.world import file_application

CLOSES, UNTIL = date(2026, 12, 10), date(2026, 12, 21)
TIME = DrawingStatus(WON, CLOSES, label="ホール", rank=1, book_by=UNTIL)
NOTHING = "今することはありません。"
# standing → sentence, tone
DRAWN = {
    TIME: ("当選しました：ホール。12月21日までに予約してください。", "act"),
    replace(TIME, moved_up=True): ("補欠から繰り上がり、当選しました：ホール。12月21日までに予約", "act"),
    replace(TIME, inside=True): ("当選しました：ホール。12月21日までに、窓口で予約してください。", "act"),
    replace(TIME, book_by=None, booked=True): (f"当選しました：ホール。この時間は、予約ずみです。{NOTHING}", "ok"),
    replace(TIME, standing=ENDED, book_by=None, passed=True): ("期日までに予約がなかったので、当選はなくなりました。", "no"),
    DrawingStatus(ENDED, CLOSES): ("抽選の順番から外れました。", "no"),
    DrawingStatus(NEXT, CLOSES, number=2, label="ホール"): ("補欠の2番です。当選した人がやめると、", "wait"),
    DrawingStatus(NEXT, CLOSES, number=2, over=True): ("この時間は、終わりました。", "no"),
    DrawingStatus(WON, CLOSES): ("当選しました。このあと、担当の課が申込みの内容を確かめ、", "wait"),
}  # fmt: skip


@pytest.fixture
def case(installation: Installation) -> Case:
    procedure = installation.catalogue.current(SHIPPED)
    answers = read_answers(procedure, procedure.scenarios[0]["answers"]).answers
    number = file_application(installation, resident(installation, "高見本 太郎"), of=SHIPPED, answers=answers)
    return case_at(installation, number)


def with_state(case: Case, state: str) -> Case:
    return replace(case, row=case.row._replace(state=state))


def text(installation: Installation, line: StateLine, language: str = "ja") -> str:
    return str(state_words(line, language, installation.clock.today())["text"])


def test_an_open_case_says_how_the_lots_fell_and_nothing_against_it(installation: Installation, case: Case) -> None:
    for lots, (sentence, tone) in DRAWN.items():
        for state in ("received", "screening", "examining"):
            line = state_line(installation, with_state(case, state), None, lots=lots)
            words = text(installation, line)
            assert words.startswith(sentence), words
            assert "決まっていません" not in words
            assert (line.tone, line.act) == (tone, tone == "act")
            assert words.count(NOTHING) == (tone != "act")
        for language in LANGUAGES:
            assert "{" not in text(installation, line, language)


def test_sentences_of_other_languages_are_apart(installation: Installation, case: Case) -> None:
    words = text(installation, state_line(installation, case, None, lots=TIME), "en")
    assert words.startswith("You have won a place: ホール. Please book by Mon 21 Dec."), words


@pytest.mark.parametrize("lots", [None, DrawingStatus(BEFORE, CLOSES), DrawingStatus(OUT, CLOSES)])
def test_without_a_lot_the_state_of_the_case_stays(
    installation: Installation, case: Case, lots: DrawingStatus | None
) -> None:
    assert drawn_state(case, lots) is None
    assert state_line(installation, case, None, lots=lots) == state_line(installation, case, None)


def test_after_the_result_of_the_section_only_a_time_to_book_goes_before_it(
    installation: Installation, case: Case
) -> None:
    accepted = with_state(case, "accepted")
    assert text(installation, state_line(installation, accepted, None, lots=TIME)).startswith("当選しました")
    booked = replace(TIME, book_by=None, booked=True)
    assert text(installation, state_line(installation, accepted, None, lots=booked)).startswith(
        "申し込みをお受けしました"
    )


def test_a_request_to_stop_and_a_signature_go_before_the_lot(installation: Installation, case: Case) -> None:
    examined = with_state(case, "examining")
    assert state_line(installation, examined, None, lots=TIME, stopping=True).key == "state.stopping"
    assert state_line(installation, case, None, lots=TIME, held="open").key == "state.signature_open"


def test_who_won_the_shipped_drawing_reads_the_time_and_the_last_day(installation: Installation) -> None:
    late, _, number = win_shipped(installation)
    case = case_at(late, number)
    with late.database.read() as unit:
        lots = drawing_status(late, unit, case, "ja")
    words = text(late, state_line(late, case, None, lots=lots))
    assert words.startswith("当選しました：令和9年（2027年）2月6日（土）"), words
    assert "見本市民ホール 大ホール。12月21日までに予約してください。" in words
    over = at(late, "2026-12-22T00:10:00+09:00")
    with over.database.read() as unit:
        lots = drawing_status(over, unit, case, "ja")
    assert text(over, state_line(over, case, None, lots=lots)).startswith("期日までに予約がなかった")
