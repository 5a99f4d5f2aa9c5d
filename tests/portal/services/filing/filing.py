"""Drafts and corrections, one post at a time."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from forms.path.path import Path
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.filing.drafts import (
    Draft,
    draft_environment,
    draft_of_resident,
    draft_path,
    save_draft,
    start_draft,
)
from portal.services.filing.save_page import Saved, save_page
from portal.services.my_cases.correct_application import Mending, open_mending, save_mended_page, send_correction
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.world import PLACE, PROCEDURE

Post = Mapping[str, Sequence[str]]


def begin(installation: Installation, session: Session) -> str:
    """Returns the draft's id."""
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
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        asked = read_return(
            installation.clock, case, tuple(Asked(name, "", f"{name}を直してください") for name in fields), "2026-12-04"
        )
        assert asked.mistakes == ()
        return_for_correction(installation, unit, reviewer, case, case.row.revision, asked)
        unit.commit()


def mending_of(installation: Installation, session: Session, number: str) -> Mending:
    """As a page opened now shows it."""
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


def draft_of(
    installation: Installation, session: Session, of: str = PROCEDURE, answers: Mapping[str, Any] = MappingProxyType({})
) -> Draft:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(of)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, of, draft_id)
        if answers:
            save_draft(installation, unit, draft, answers, frozenset())
            draft = draft_of_resident(installation, unit, session, of, draft_id)
        unit.commit()
    return draft


def audited(installation: Installation, action: str) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == action]
