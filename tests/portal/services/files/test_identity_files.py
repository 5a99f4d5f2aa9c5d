"""Copies of an ID: at most four, by right."""

from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from integrations.keys.sealing import KeyRing, cipher_of
from portal.sealing import new_sealer
from portal.services.cases.cases import case_of_member
from portal.services.files.identity_files import QUESTION, copies_in, copy_field
from portal.services.files.keep_file import RefusedFile, Shelf
from portal.services.shared.installation import Installation
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.portal.services.filing.test_carry_files import draft_with, send
from tests.portal.world import add_member, alice

KEYS = KeyRing({"test": cipher_of(b"\x01" * 32)}, "test")


def kept(name: str) -> KeptFile:
    return KeptFile(name, f"{name}.jpg", "image/jpeg", 9, "0" * 64)


def shelf() -> Shelf:
    refused = (RefusedFile("r1", QUESTION, Mistake("file.broken")), RefusedFile("r2", "papers", Mistake("file.huge")))
    files = {name: kept(name) for name in ("front", "paper", "back")}
    questions = {"front": QUESTION, "paper": "papers", "back": QUESTION}
    return Shelf(Holder(application_id=1), new_sealer(KEYS, "test")[0], files, refused, questions)


def test_both_sides_are_copies_and_other_papers_are_not() -> None:
    assert [file.id for file in copies_in(shelf())] == ["front", "back"]


def test_a_shelf_without_copies_keeps_the_other_papers_and_their_refusals() -> None:
    seen = shelf().without(QUESTION)
    assert list(seen.files) == ["paper"]
    assert [file.id for file in seen.refused] == ["r2"]
    assert copies_in(seen) == ()
    assert len(shelf().files) == 3


def test_the_question_can_be_no_name_of_a_definition_and_takes_two_papers_with_both_sides() -> None:
    field = copy_field()
    assert not field.id.isidentifier()
    assert (field.required, field.settings.most) == (False, 4)


def test_only_reviewers_of_the_case_see_the_copies(installation: Installation) -> None:
    session = alice(installation)
    case = send(installation, session, draft_with(installation, session, "one"))
    facts = case.sealer.seal("file facts:id", {**kept("id").stored, "question": QUESTION})
    with installation.database.write() as unit:
        attachments.add(unit, case.shelf.holder, "id", facts, b"content", 9)
        attachments.let_pass(unit, case.shelf.holder, "id", facts, b"content", None)
        unit.commit()
    reviewer, clerk = (add_member(installation, role, (role, case.row.duty)) for role in ("reviewer", "clerk"))
    with installation.database.read() as unit:
        seen = [
            case_of_member(installation, unit, member, case.row.receipt_number).shelf for member in (reviewer, clerk)
        ]
    assert [[file.id for file in copies_in(of)] for of in seen] == [["id"], []]
    assert [set(of.files) for of in seen] == [{"one", "id"}, {"one"}]
