"""Earlier answers are offered within the retention period."""

from dataclasses import replace
from datetime import date

import pytest

from portal.services.cases.cases import case_of_resident
from portal.services.filing.recall_answers import is_kept, recall_answers
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import EARLIER, Source
from portal.services.shared.sessions import Session
from tests.forms.story import STORIES, StoryRun, read_story
from tests.portal.later import at, later
from tests.portal.world import ANSWERS, alice, file_application

NURSERY = "hoiku-riyo-moshikomi"
OWN_KANA = ANSWERS["kana"]
OTHER_KANA = {"family": "ベツ", "given": "ノヨミ"}
FOR_MOTHER = {
    "filer_kind": "household",
    "relation": "child",
    "filer_name": {"family": "髙見本", "given": "花子"},
    "filer_kana": {"family": "タカミホン", "given": "ハナコ"},
    "kana": OTHER_KANA,
}


def recalled(installation: Installation, session: Session) -> Source:
    with installation.database.read() as unit:
        return recall_answers(installation, unit, session.person_id or "")


def test_the_newest_answer_about_oneself_comes_back_with_its_day(installation: Installation) -> None:
    session = alice(installation)
    assert recalled(installation, session) == Source(EARLIER)
    file_application(installation, session, {"kana": OTHER_KANA}, days_ago=3)
    file_application(installation, session)
    source = recalled(installation, session)
    assert (source.name, source.applicant, source.since) == (EARLIER, {"kana": OWN_KANA}, "2026-11-20")


def test_of_an_application_for_somebody_else_only_the_answers_about_oneself_come_back(
    installation: Installation,
) -> None:
    session = alice(installation)
    file_application(installation, session, FOR_MOTHER)
    assert recalled(installation, session).applicant == {"kana": FOR_MOTHER["filer_kana"]}


def test_nobody_recalls_what_another_person_wrote(installation: Installation) -> None:
    file_application(installation, alice(installation))
    assert recalled(installation, Session(b"", "resident", "charlie", None)).applicant == {}


@pytest.mark.parametrize(("today", "kept"), [("2031-11-20", True), ("2031-11-21", False)])
def test_answers_come_back_for_the_years_of_keeping_counted_from_arrival(
    installation: Installation, today: str, kept: bool
) -> None:
    """Five years; without a period, without an end."""
    session = alice(installation)
    number = file_application(installation, session)
    after = at(installation, f"{today}T10:00:00+09:00")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    assert case.arrival_day == date(2026, 11, 20)
    assert is_kept(after.clock, case) is kept
    assert (recalled(after, session).applicant != {}) is kept
    assert is_kept(later(installation, days=36500).clock, replace(case, procedure=replace(case.procedure, keep=None)))


def test_the_own_employer_comes_back_and_a_spouses_does_not(installation: Installation) -> None:
    session = alice(installation)
    employers = {"claimant_job.employer": "見本医療センター", "partner_job.employer": "架空商事株式会社"}
    path = StoryRun(read_story(STORIES / f"{NURSERY}.yaml"), {"answers": employers}).path
    answers = {**path.answers, **{key: list(rows) for key, rows in path.rows.items()}}
    file_application(installation, session, of=NURSERY, answers=answers)
    assert recalled(installation, session).applicant["employer"] == "見本医療センター"
