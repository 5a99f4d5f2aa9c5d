"""Drafts and corrections through services, one post at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.path import Path
from portal.services.actor import Actor
from portal.services.cases import case_of_member, case_of_resident
from portal.services.correct_application import Mending, open_mending, save_mended_page, send_correction
from portal.services.drafts import Draft, draft_environment, draft_of_resident, draft_path, start_draft
from portal.services.installation import Installation
from portal.services.return_for_correction import Asked, read_return, return_for_correction
from portal.services.rights import Member
from portal.services.save_page import Saved, save_page
from portal.services.sessions import Session
from tests.portal.world import PLACE, PROCEDURE

Post = Mapping[str, Sequence[str]]


def begin(installation: Installation, session: Session) -> str:
    """A new draft of the first procedure; its id."""
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        unit.commit()
    return draft_id


def opened(installation: Installation, session: Session, draft_id: str) -> Draft:
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, PROCEDURE, draft_id)


def save(installation: Installation, draft: Draft, page: str, post: Post) -> Saved:
    asked = draft_path(installation, draft).page(page)
    assert asked is not None, page
    with installation.database.write() as unit:
        saved = save_page(installation, unit, draft, asked, posted(post), draft_environment(installation, draft))
        unit.commit()
    return saved


def posted(post: Post) -> dict[str, list[str]]:
    return {name: list(values) for name, values in post.items()}


def ask_again(installation: Installation, reviewer: Member, number: str, *fields: str) -> None:
    """The section returns the application for these questions."""
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        asked = read_return(
            installation, case, tuple(Asked(name, "", f"{name}を直してください") for name in fields), "2026-12-04"
        )
        assert asked.mistakes == ()
        return_for_correction(installation, unit, reviewer, case, case.row.revision, asked)
        unit.commit()


def mending_of(installation: Installation, session: Session, number: str) -> Mending:
    """As a page that is opened now sees it."""
    with installation.database.read() as unit:
        return open_mending(unit, case_of_resident(installation, unit, session, number))


def mend(installation: Installation, session: Session, number: str, page: str, post: Post) -> Path:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        mending = open_mending(unit, case)
        asked = next(asked for asked in mending.pages if asked.page.id == page)
        path, _ = save_mended_page(installation, unit, case, mending, asked, posted(post))
        unit.commit()
    return path


def send(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        send_correction(installation, unit, case, open_mending(unit, case), actor)
        unit.commit()


def answers(installation: Installation, session: Session, number: str) -> dict[str, Any]:
    with installation.database.read() as unit:
        return dict(case_of_resident(installation, unit, session, number).answers)
