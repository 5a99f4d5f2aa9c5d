"""Papers that follow: owed, due, received."""

from dataclasses import replace
from datetime import date

import pytest

from portal.clock import Clock
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.describe_papers import (
    OPEN,
    PaperStatus,
    asked_words,
    needed_names,
    paper_title,
    papers_of_case,
    papers_of_draft,
)
from portal.services.filing.drafts import draft_path
from portal.services.filing.papers_that_follow import needed_papers
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import CAME, OWED, Coming
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import draft_of
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice, file_application

ATTACH = """\
attach:
  - {id: proof, label: 在学証明書, when: reason == lost, later: true, later_days: 20}
  - {id: income, label: 課税証明書, when: reason == torn, later: true}
"""


@pytest.fixture
def case(installation: Installation) -> Case:
    """An application that owes one paper until 10 December."""
    offer(installation, version(1, ATTACH))
    session = guest(installation)
    number = file_application(installation, session, of="small", answers={"reason": "lost"})
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def described(installation: Installation, case: Case, clock: Clock | None = None) -> PaperStatus:
    with installation.database.read() as unit:
        speech = speech_of(case.procedure, "ja")
        (paper,) = papers_of_case(clock or installation.clock, unit, case, speech)
    return paper


def test_a_draft_shows_each_needed_paper_and_until_when_it_may_follow(installation: Installation) -> None:
    offer(installation, version(1, ATTACH))
    draft = draft_of(installation, guest(installation), "small", {"reason": "lost"})
    path, speech = draft_path(installation, draft), speech_of(draft.procedure, "ja")
    (paper,) = papers_of_draft(installation, draft, path, speech)
    assert (paper.key, paper.title, paper.state, paper.due, paper.over) == (
        "proof", "在学証明書", OPEN, date(2026, 12, 10), False,
    )  # fmt: skip


def test_an_owed_paper_is_over_on_the_day_after_it_was_due(installation: Installation, case: Case) -> None:
    last, after = (
        described(installation, case, at(installation, f"2026-12-{day}T10:00:00+09:00").clock) for day in (10, 11)
    )
    assert (last.state, last.due) == (OWED, date(2026, 12, 10))
    assert (last.over, after.over) == (False, True)
    assert paper_title(case, "proof", speech_of(case.procedure, "ja")) == "在学証明書"


def test_after_the_decision_an_owed_paper_is_no_longer_awaited(installation: Installation, case: Case) -> None:
    decided = replace(case, row=case.row._replace(decided_at=1))
    assert (described(installation, case).ended, described(installation, decided).ended) == (False, True)


def test_a_paper_that_came_by_post_is_new_to_staff_and_shows_their_note(installation: Installation, case: Case) -> None:
    with installation.database.write() as unit:
        (row,) = late_papers.of_application(unit, case.row.id)
        note = case.sealer.seal(f"paper note:{row.id}", "2枚目がない")
        assert late_papers.mark_received(unit, row.id, Coming("post", "2026-11-25", note), 1)
        assert not late_papers.mark_received(unit, row.id, Coming("counter", "2026-11-26"), 2)
        unit.commit()
    paper = described(installation, case, at(installation, "2026-12-20T10:00:00+09:00").clock)
    assert (paper.state, paper.came_by, paper.came_on, paper.note) == (CAME, "post", "2026-11-25", "2枚目がない")
    assert (paper.on_paper, paper.new, paper.over, paper.ended) == (True, True, False, False)


def test_the_names_of_needed_papers_come_once_each(installation: Installation, case: Case) -> None:
    with installation.database.read() as unit:
        (row,) = late_papers.of_application(unit, case.row.id)
    ((key, label),) = needed_names(case.procedure, [row, row, replace(row, paper="unknown")])
    assert label == "在学証明書"
    assert speech_of(case.procedure, "ja").text(key, "") == label


def test_each_sentence_is_beside_the_title_of_its_question_or_paper(case: Case) -> None:
    words = {"reason": "どれですか", "paper-proof": "読めません", "paper-income": "いりません"}
    assert "income" not in needed_papers(case.procedure, case.path), "a paper of other answers keeps its plain label"
    assert asked_words(case, words) == (
        ("理由", "どれですか"),
        ("在学証明書", "読めません"),
        ("課税証明書", "いりません"),
    )


def test_a_question_that_these_answers_do_not_ask_keeps_its_plain_label(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, alice(installation), number)
    assert "relation" not in case.path.asked
    assert asked_words(case, {"relation": "だれの手続ですか"}) == (
        (case.procedure.field("relation").label, "だれの手続ですか"),
    )
