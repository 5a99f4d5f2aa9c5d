from collections.abc import Collection
from dataclasses import dataclass, replace

from forms.definition.procedure import Field
from forms.path.environment import KeptFile
from portal.db import Unit
from portal.services.counter.enter_at_counter import Entry
from portal.services.files.keep_file import shelf_of, take_away
from portal.services.filing.drafts import Draft
from portal.services.filing.scan_form import QUESTION, form_scan_field, form_scans, may_be_on_paper
from portal.services.procedures.ask_reception import STAMP
from portal.services.shared.catalogue import speech_of
from portal.web.desk.hand_in_files import shelf_view
from portal.web.files.take_files import Taken, leaving
from portal.web.shared.field_view import FieldView
from portal.web.shared.file_posting import FilesPosted


@dataclass(frozen=True)
class FormScan:
    pages: tuple[str, ...]  # image URLs
    waiting: int  # files not scanned yet
    view: FieldView | None = None


def scan_fields(draft: Draft) -> list[Field]:
    return [form_scan_field()] if may_be_on_paper(draft) else []


def scanned(draft: Draft) -> FormScan:
    return laid_beside(f"/counter/drafts/{draft.id}", form_scans(draft.shelf))


def laid_beside(base: str, files: Collection[KeptFile]) -> FormScan:
    pages = (
        f"{base}/files/{file.id}/pages/{page}"
        for file in files if not file.waiting for page in range(1, file.pages + 1)
    )  # fmt: skip
    return FormScan(tuple(pages), sum(file.waiting for file in files))


def scan_beside(entry: Entry) -> FormScan | None:
    draft = entry.draft
    if STAMP not in entry.reception.asked:
        return None
    speech, mistakes = speech_of(draft.procedure, "ja"), entry.path.mistakes.get(QUESTION, ())
    view = shelf_view(
        draft.shelf, form_scan_field(), speech, entry.environment, label="スキャン", required=False, mistakes=mistakes
    )
    return replace(scanned(draft), view=view)


def without_taken(unit: Unit, draft: Draft, sent: FilesPosted, taken: Taken) -> Draft:
    """Without removed pages."""
    if not sent.with_files or not scan_fields(draft):
        return draft
    take_away(unit, draft.shelf, QUESTION, leaving(sent, taken, QUESTION))
    return replace(draft, shelf=shelf_of(unit, draft.shelf.holder, draft.shelf.sealer))
