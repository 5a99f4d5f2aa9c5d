"""申請書の写し, for staff only, outside the answers."""

from forms.definition.procedure import Field, Procedure
from forms.path.environment import KeptFile
from portal.db import Unit
from portal.services.files.keep_file import Shelf
from portal.services.filing.drafts import Draft
from portal.services.filing.papers_that_follow import scan_key, scan_question
from portal.services.shared.rights import Member
from portal.store.files import attachments

QUESTION = scan_key("of-form")  # keys of definitions have no hyphen


def form_scan_field() -> Field:
    return scan_question(QUESTION, "申請書の写し", QUESTION)


def may_be_on_paper(draft: Draft) -> bool:
    return bool(draft.sheet) or "post" in draft.procedure.who


def form_scans(shelf: Shelf) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(QUESTION)


def refused_form_scan(shelf: Shelf) -> bool:
    return any(file.question == QUESTION for file in shelf.refused)


def shows_numbers(procedure: Procedure) -> bool:
    return any(field.type.id == "my_number" for field in procedure.fields)


def may_see_form(member: Member, procedure: Procedure) -> bool:
    return not shows_numbers(procedure) or member.may("use number", procedure.duty)


def carry_form_scans(unit: Unit, draft: Draft, application_id: int) -> None:
    """Also unscanned files."""
    attachments.carry_papers(unit, draft.id, application_id, [file.id for file in form_scans(draft.shelf)])
