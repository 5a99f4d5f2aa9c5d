"""The paper form itself, scanned (申請書の写し): looked at beside the boxes while it is keyed, kept with the application, for staff alone.
It is no answer: nothing that reads answers knows of it."""

from dataclasses import replace

from forms.environment import KeptFile
from forms.procedure import Field, Procedure
from portal.db import Unit
from portal.services.drafts import Draft
from portal.services.keep_file import Shelf
from portal.services.papers_that_follow import scan_key, scan_question
from portal.services.rights import Member
from portal.store import attachments

QUESTION = scan_key("of-form")  # no paper of a definition has a hyphen in its key


def form_scan_field() -> Field:
    return scan_question(QUESTION, "申請書の写し", QUESTION)


def may_be_on_paper(draft: Draft) -> bool:
    """Whether its screen may turn into that of a paper form: the clerk chooses so, or it has the number of one."""
    return bool(draft.sheet) or "post" in draft.procedure.who


def form_scans(shelf: Shelf) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(QUESTION)


def refused_form_scan(shelf: Shelf) -> bool:
    """Whether one was refused after whoever scanned it had gone on."""
    return any(one.question == QUESTION for one in shelf.refused)


def without_form_scans(shelf: Shelf) -> Shelf:
    """As those have it who may read a part of the answers: all of them stand on the paper."""
    files = {name: file for name, file in shelf.files.items() if shelf.questions.get(name) != QUESTION}
    return replace(shelf, files=files, refused=tuple(one for one in shelf.refused if one.question != QUESTION))


def shows_numbers(procedure: Procedure) -> bool:
    """Whether a 個人番号 stands on its paper form, in plain figures."""
    return any(field.type.id == "my_number" for field in procedure.fields)


def may_see_form(member: Member, procedure: Procedure) -> bool:
    """Whoever sees the case; where numbers stand on it, who may use those."""
    return not shows_numbers(procedure) or member.may("use number", procedure.duty)


def carry_form_scans(unit: Unit, draft: Draft, application_id: int) -> None:
    """Of a form that came on paper: also what no scanner has seen yet."""
    attachments.carry_papers(unit, draft.id, application_id, [file.id for file in form_scans(draft.shelf)])
