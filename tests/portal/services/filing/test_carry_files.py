"""A draft's files move to its application."""

from typing import Any

import pytest

from forms.path.environment import KeptFile
from portal.clock import to_micro
from portal.errors import Conflict
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.procedures.check_sections import check_sections
from portal.services.shared.catalogue import publish, speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.files import attachments
from tests.forms.loading.small import small
from tests.portal.store.sealed_files import read
from tests.portal.world import PLACE, alice

ASKED = "      - {id: papers, type: file, label: 書類}\n"


def draft_with(installation: Installation, session: Session, *names: str) -> str:
    """With stored files. Returns the draft's id."""
    procedure = small(ASKED)
    publish(installation.database, [procedure], to_micro(installation.clock.now()))
    with installation.database.write() as unit:
        installation.catalogue.refresh(unit)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = opened(installation, unit, session, draft_id)
        files = [KeptFile(name, f"{name}.pdf", "application/pdf", 9, "0" * 64) for name in names]
        for number, file in enumerate([*files, KeptFile("unused", "unused.pdf", "application/pdf", 9, "0" * 64)]):
            facts = draft.sealer.seal(f"file facts:{file.id}", file.stored)
            attachments.add(unit, draft.shelf.holder, file.id, facts, b"content", number)
            attachments.let_pass(unit, draft.shelf.holder, file.id, facts, b"content", None)
        answers = {"reason": "torn", "papers": [file.stored for file in files]}
        save_draft(installation, unit, draft, answers, frozenset())
        unit.commit()
    return draft_id


def opened(installation: Installation, unit: Any, session: Session, draft_id: str) -> Draft:
    return draft_of_resident(installation, unit, session, "small", draft_id)


def send(installation: Installation, session: Session, draft_id: str) -> Case:
    with installation.database.write() as unit:
        draft = opened(installation, unit, session, draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        number = submit_application(installation, unit, draft, actor, arrival, {}).receipt_number
        unit.commit()
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def test_what_the_answers_name_goes_along_and_the_rest_with_the_draft(installation: Installation) -> None:
    session = alice(installation)
    draft_id = draft_with(installation, session, "one", "two")
    case = send(installation, session, draft_id)
    assert list(case.files) == ["one", "two"]
    (section,) = check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))
    assert [file.name for file in section.rows[1].files] == ["one.pdf", "two.pdf"]
    assert section.rows[0].files == ()
    with installation.database.read() as unit:
        assert read(attachments.content(unit, case.shelf.holder, "one")) == b"content"
        for name in ("one", "unused"):
            assert attachments.content(unit, attachments.Holder(draft_id=draft_id), name) is None
        assert attachments.content(unit, case.shelf.holder, "unused") is None


def test_without_one_of_its_files_nothing_is_sent(installation: Installation) -> None:
    session = alice(installation)
    draft_id = draft_with(installation, session, "one", "two")
    with installation.database.write() as unit:
        attachments.remove(unit, attachments.Holder(draft_id=draft_id), "two")
        unit.commit()
    with pytest.raises(Conflict):
        send(installation, session, draft_id)
    with installation.database.read() as unit:
        assert list(opened(installation, unit, session, draft_id).files) == ["one", "unused"]
