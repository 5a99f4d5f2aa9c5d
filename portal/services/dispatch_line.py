"""One line of the 発送簿: which letter it is, to whom it goes, and why it may not leave. Somebody protected has a letter only to the
address that was set for it by who may see them: none is taken from the application."""

from collections.abc import Mapping
from dataclasses import replace

from portal.db import Unit
from portal.errors import Conflict
from portal.services.ask_by_letter import Addressee, addressee_of, letter_of_correction
from portal.services.ask_papers_by_letter import letter_of_papers
from portal.services.cases import Case
from portal.services.dispatch_note import CORRECTION, NOTICE, PAPERS, Note, note_of
from portal.services.extend_correction import open_return
from portal.services.hand_in_paper import owed_papers
from portal.services.installation import Installation
from portal.services.print_letter import Letter
from portal.services.print_notice import demand_own, notice_addressee, notice_letter
from portal.store import corrections, enclosures, notices
from portal.store.dispatches import DispatchRow
from portal.store.notices import NoticeRow

TITLES: Mapping[str, str] = {CORRECTION: "教えてほしいことがあります", PAPERS: "まだ届いていない書類があります"}
STOPPED: Mapping[str, str] = {
    "gone": "もう要らない手紙です（補正が終わったか、書類が届いたか、取り下げられました）。",
    "another": "通知書の受付番号かあて名が、この申請とちがいます。送れません。",
    "name": "あて名が、申請の人とちがいます。",
    "address": "住所が入っていません。",
    "guarded": "住所などを守る必要のある人が関わります。送り先を決められる職員が、もう一度確かめてください。",
    "files": "同封するファイルが、確かめたときとちがいます。",
}


def notice_of(unit: Unit, row: DispatchRow) -> NoticeRow | None:
    """None where it is no notice."""
    found = notices.of_application(unit, row.application_id) if row.kind == NOTICE else []
    return next((one for one in found if one.id == row.source), None)


def title_and_number(unit: Unit, row: DispatchRow) -> tuple[str, str]:
    """What it is, and its 文書番号 ("" without one)."""
    found = notice_of(unit, row)
    return (found.title, found.number) if found else (TITLES.get(row.kind, ""), "")


def letter_to(installation: Installation, unit: Unit, case: Case, row: DispatchRow, note: Note) -> Addressee:
    """As it stands, or would stand, on the envelope."""
    found = notice_of(unit, row)
    own = notice_addressee(case, found) if found else addressee_of(installation, case)
    if case.protected:
        return note.to if note.to and note.guarded else replace(own, postal="", address=())
    return note.to or own


def why_stopped(installation: Installation, unit: Unit, case: Case, row: DispatchRow, note: Note) -> str:
    """A key of STOPPED, or "". Asked when it is checked, and again when it is printed: a case goes on between."""
    if not _still_wanted(unit, case, row):
        return "gone"
    found = notice_of(unit, row)
    try:
        if found:
            demand_own(installation, case, found)
    except Conflict:
        return "another"
    if case.protected and not (note.guarded and note.to):
        return "guarded"
    to = letter_to(installation, unit, case, row, note)
    if not same_name(to.name, addressee_of(installation, case).name) and not note.other_name:
        return "name"
    if not to.name or not any(to.address):
        return "address"
    kept = {one.id for one in case.shelf.files.values() if not one.waiting}
    named = [one.file_id for one in enclosures.of(unit, row.id) if one.file_id]
    return "" if set(named) <= kept else "files"


def _still_wanted(unit: Unit, case: Case, row: DispatchRow) -> bool:
    if row.kind == NOTICE:
        return notice_of(unit, row) is not None
    if row.kind == PAPERS:
        return bool(owed_papers(unit, case))
    correction = corrections.by_id(unit, row.source)
    try:
        return correction is not None and open_return(unit, case).id == correction.id
    except Conflict:
        return False


def same_name(one: str, other: str) -> bool:
    """Signs as they are; spaces between family and given name do not count."""
    return "".join(one.split()) == "".join(other.split())


def letter_of(installation: Installation, unit: Unit, case: Case, row: DispatchRow) -> Letter:
    """The letter with what is enclosed named on it. A correction's gets a new code, which ends that of the print before. For who
    asked `why_stopped`."""
    note = note_of(case, row)
    to = letter_to(installation, unit, case, row, note)
    found = notice_of(unit, row)
    if found:
        letter = notice_letter(case, found)
    else:
        letter = (letter_of_papers if row.kind == PAPERS else letter_of_correction)(installation, unit, case, to)
    names = [str(case.sealer.open(f"enclosure:{row.id}", one.sealed_name)) for one in enclosures.of(unit, row.id)]
    enclosed = (f"同封したもの：{'、'.join(names)}",) if names else ()
    return replace(letter, name=to.name, postal=to.postal, address=to.address, after=(*letter.after, *enclosed))
