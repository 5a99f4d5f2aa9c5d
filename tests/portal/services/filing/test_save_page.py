"""A page is stored completely or not at all."""

from dataclasses import replace

import pytest

from forms.path.binding import bind
from forms.path.path import walk
from portal.errors import Conflict
from portal.services.filing.drafts import draft_path
from portal.services.filing.save_page import bind_files
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.definitions.shelf import shelf
from tests.forms.fields.asking import FILES
from tests.forms.first import ENVIRONMENT, first
from tests.portal.services.filing.filing import begin, opened, save
from tests.portal.world import alice

NAME = {"name.family": ["髙見本"], "name.given": ["太郎"], "kana.family": ["タカミホン"], "kana.given": ["タロウ"]}


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


@pytest.fixture
def draft_id(installation: Installation, session: Session) -> str:
    return begin(installation, session)


def post(installation: Installation, session: Session, draft_id: str, page: str, **boxes: str) -> bool:
    """Whether it was stored."""
    draft = opened(installation, session, draft_id)
    return not save(installation, draft, page, {name: [value] for name, value in boxes.items()}).mistaken


def test_a_page_without_mistake_is_stored_and_seen(installation: Installation, session: Session, draft_id: str) -> None:
    assert post(installation, session, draft_id, "filer_kind", filer_kind="self")
    draft = opened(installation, session, draft_id)
    assert draft.answers == {"filer_kind": "self"}
    assert draft.seen == {"filer_kind"}


def test_with_a_mistake_nothing_of_the_page_is_stored(
    installation: Installation, session: Session, draft_id: str
) -> None:
    post(installation, session, draft_id, "filer_kind", filer_kind="self")
    before = opened(installation, session, draft_id)
    saved = save(installation, before, "insured_person", {**NAME, "kana.given": ["太郎"]})
    assert set(saved.path.mistakes) == {"kana"}
    after = opened(installation, session, draft_id)
    assert (after.answers, after.seen, after.row.revision) == (before.answers, before.seen, before.row.revision)


def test_what_another_page_asks_cannot_be_slipped_in(
    installation: Installation, session: Session, draft_id: str
) -> None:
    assert post(installation, session, draft_id, "filer_kind", filer_kind="self", reason="lost", sex="male")
    assert opened(installation, session, draft_id).answers == {"filer_kind": "self"}


def test_a_slip_that_is_taken_back_loses_nothing(installation: Installation, session: Session, draft_id: str) -> None:
    post(installation, session, draft_id, "filer_kind", filer_kind="self")
    assert not save(installation, opened(installation, session, draft_id), "insured_person", NAME).mistaken
    assert post(installation, session, draft_id, "filer_kind", filer_kind="other")
    stopped = opened(installation, session, draft_id)
    assert draft_path(installation, stopped).answers == {"filer_kind": "other"}
    post(installation, session, draft_id, "filer_kind", filer_kind="self")
    assert draft_path(installation, opened(installation, session, draft_id)).answers["name"] == {
        "family": "髙見本",
        "given": "太郎",
    }


def test_an_emptied_box_empties_its_answer(installation: Installation, session: Session, draft_id: str) -> None:
    post(installation, session, draft_id, "filer_kind", filer_kind="self")
    post(installation, session, draft_id, "insured_no", insured_no="0000000101")
    assert opened(installation, session, draft_id).answers["insured_no"] == "0000000101"
    post(installation, session, draft_id, "insured_no", insured_no="")
    assert "insured_no" not in opened(installation, session, draft_id).answers


def test_two_windows_meet(installation: Installation, session: Session, draft_id: str) -> None:
    stale = opened(installation, session, draft_id)
    post(installation, session, draft_id, "filer_kind", filer_kind="self")
    with pytest.raises(Conflict):
        save(installation, stale, "filer_kind", {"filer_kind": ["other"]})
    assert opened(installation, session, draft_id).answers == {"filer_kind": "self"}


APPLICANT = {"name": {"family": "髙見本", "given": "太郎"}, "birth": "1949-04-03", "address": {"town": "見本"}}


@pytest.mark.parametrize(
    ("name", "filer", "known"),
    [
        ("name", "self", APPLICANT["name"]),
        ("birth", "self", "1949-04-03"),
        ("name", "household", None),  # the card is the filer's; the question is about another person
        ("filer_name", "household", APPLICANT["name"]),
        ("address", "household", APPLICANT["address"]),
        ("sex", "self", None),  # not on the card
        ("phone", "self", None),
    ],
)
def test_what_the_card_says_is_offered_where_it_is_about_the_same_person(name: str, filer: str, known: object) -> None:
    environment = replace(ENVIRONMENT, applicant=APPLICANT)
    path = walk(first(), {"filer_kind": filer}, environment)
    assert path.known.get(name) == known


def test_before_the_condition_can_be_known_nothing_is_offered() -> None:
    environment = replace(ENVIRONMENT, applicant=APPLICANT)
    assert "name" not in walk(first(), {}, environment).known


def test_too_few_files_are_kept_and_their_page_stays_open() -> None:
    procedure = shelf()["field-file-least"]
    environment = replace(ENVIRONMENT, files=FILES.get)
    asked = walk(procedure, {}, environment).pages[0]
    path, answers = bind_files(procedure, asked, {"answer": ["sample-jpeg"]}, {}, environment)
    assert path.mistakes == {}
    assert answers == {"answer": [FILES["sample-jpeg"].stored]}
    again = walk(procedure, answers, environment)
    assert [mistake.key for mistake in again.mistakes["answer"]] == ["file.too_few"]
    assert not again.complete
    assert set(bind(procedure, {"answer"}, {"answer": ["sample-jpeg"]}, {}, environment).mistakes) == {"answer"}
    _, enough = bind_files(procedure, asked, {"answer": ["sample-jpeg", "sample-pdf"]}, answers, environment)
    assert walk(procedure, enough, environment).complete
