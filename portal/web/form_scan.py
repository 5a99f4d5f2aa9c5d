"""The scan of a paper form on the counter's screen: where its files go, its pages to look at, and its question."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from forms.environment import KeptFile
from forms.procedure import Field
from portal.db import Unit
from portal.services.ask_reception import STAMP
from portal.services.drafts import Draft
from portal.services.enter_at_counter import Entry
from portal.services.installation import Installation
from portal.services.keep_file import shelf_of, take_away
from portal.services.scan_form import QUESTION, form_scan_field, form_scans, may_be_on_paper
from portal.web.field_view import FieldView
from portal.web.file_posting import FilesPosted
from portal.web.hand_in_files import shelf_view
from portal.web.take_files import Taken, leaving


@dataclass(frozen=True)
class FormScan:
    """`pages`: addresses of their pictures, in order; `waiting`: how many files nobody has looked at yet."""

    pages: tuple[str, ...]
    waiting: int
    view: FieldView | None = None


def scan_fields(draft: Draft) -> list[Field]:
    """Its question, where the screen may ask it."""
    return [form_scan_field()] if may_be_on_paper(draft) else []


def scanned(draft: Draft) -> FormScan:
    """What stands there, to be looked at."""
    return laid_beside(f"/counter/drafts/{draft.id}", form_scans(draft.shelf))


def laid_beside(here: str, files: Collection[KeptFile]) -> FormScan:
    """`here`: where the files are handed out."""
    pages = (
        f"{here}/files/{file.id}/pages/{page}"
        for file in files if not file.waiting for page in range(1, file.pages + 1)
    )  # fmt: skip
    return FormScan(tuple(pages), sum(file.waiting for file in files))


def scan_beside(installation: Installation, entry: Entry) -> FormScan | None:
    """With its question; None on a screen of no paper form."""
    draft = entry.draft
    if STAMP not in entry.reception.asked:
        return None
    speech, mistakes = installation.speech(draft.procedure, "ja"), entry.path.mistakes.get(QUESTION, ())
    view = shelf_view(
        draft.shelf, form_scan_field(), speech, entry.environment, label="スキャン", required=False, mistakes=mistakes
    )
    return replace(scanned(draft), view=view)


def without_taken(unit: Unit, draft: Draft, sent: FilesPosted, taken: Taken) -> Draft:
    """The draft with its files as they are now: pages that were to go are gone. The caller commits."""
    if not sent.with_files or not scan_fields(draft):
        return draft
    take_away(unit, draft.shelf, QUESTION, leaving(sent, taken, QUESTION))
    return replace(draft, shelf=shelf_of(unit, draft.shelf.holder, draft.shelf.sealer))
