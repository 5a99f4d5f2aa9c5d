"""Files of the answers, under the application's key."""

import hashlib

import pytest
from cryptography.exceptions import InvalidTag

from integrations.sockets.interfaces import AdapterError
from portal.services.files.attached_files import attached_files
from portal.services.shared.installation import Installation
from portal.store.files import attachments
from tests.portal.services.filing.test_carry_files import draft_with, send
from tests.portal.world import alice


def test_what_the_answers_name_is_read_one_by_one_and_never_a_file_that_is_gone(installation: Installation) -> None:
    session = alice(installation)
    case = send(installation, session, draft_with(installation, session, "one"))
    holder = case.shelf.holder
    content = b"%PDF-1.7 a paper"
    with installation.database.write() as unit:
        attachments.remove(unit, holder, "one")
        sealed = case.sealer.seal_bytes("file:one", content)
        attachments.add(unit, holder, "one", case.sealer.seal("file facts:one", {}), sealed, 1)
        attachments.let_pass(unit, holder, "one", case.sealer.seal("file facts:one", {}), sealed, None)
        unit.commit()
    (file,) = attached_files(installation, case.row.id, case.procedure, case.answers, case.sealer)
    assert (file.question, file.media, file.size) == ("papers", "application/pdf", 9)
    assert hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()
    with installation.database.write() as unit:
        attachments.remove(unit, holder, "one")
        unit.commit()
    with pytest.raises(AdapterError, match="EXPORT_FILE_GONE"):
        file.read()


def test_only_questions_for_files_that_the_definition_knows_are_read(installation: Installation) -> None:
    session = alice(installation)
    case = send(installation, session, draft_with(installation, session, "one", "two"))
    foreign = {**case.answers, "removed_question": case.answers["papers"]}
    for answers, files in ((case.answers, 2), (foreign, 2), ({"reason": "torn"}, 0), ({"papers": None}, 0)):
        assert len(attached_files(installation, case.row.id, case.procedure, answers, case.sealer)) == files


def test_a_file_of_another_application_is_neither_found_nor_opened(installation: Installation) -> None:
    session = alice(installation)
    case, other = (send(installation, session, draft_with(installation, session, name)) for name in ("one", "two"))
    (elsewhere,) = attached_files(installation, other.row.id, case.procedure, case.answers, case.sealer)
    with pytest.raises(AdapterError, match="EXPORT_FILE_GONE") as gone:
        elsewhere.read()
    assert gone.value.permanent
    with installation.database.write() as unit:
        attachments.remove(unit, other.shelf.holder, "two")
        sealed = other.sealer.seal_bytes("file:two", b"paper")
        attachments.add(unit, other.shelf.holder, "two", other.sealer.seal("file facts:two", {}), sealed, 1)
        attachments.let_pass(unit, other.shelf.holder, "two", other.sealer.seal("file facts:two", {}), sealed, None)
        unit.commit()
    (file,) = attached_files(installation, other.row.id, other.procedure, other.answers, case.sealer)
    with pytest.raises(InvalidTag):
        file.read()
