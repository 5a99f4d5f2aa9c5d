"""A protected person's address never comes from the application."""

from collections.abc import Mapping
from dataclasses import replace

from forms.definition.kind import EXAMINING, RETURNED, REVOKED, SCREENING
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.correction import open_return
from portal.services.notices.ask_by_letter import Addressee, addressee_of, letter_of_correction, written_to
from portal.services.notices.ask_papers_by_letter import letter_of_papers
from portal.services.notices.dispatch_note import CORRECTION, NOTICE, PAPERS, Note, note_of
from portal.services.notices.explain_letter import language_of_case
from portal.services.notices.hand_in_paper import requested_papers
from portal.services.notices.print_letter import Letter
from portal.services.notices.print_notice import demand_own, notice_addressee, notice_explained, notice_letter
from portal.services.shared.needs import HasCodeKey, Records
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import corrections
from portal.store.notices import enclosures, notices
from portal.store.notices.dispatches import DispatchRow
from portal.store.notices.notices import NoticeRow

TITLES: Mapping[str, str] = {CORRECTION: "教えてほしいことがあります", PAPERS: "まだ届いていない書類があります"}
STOPPED: Mapping[str, str] = {
    "gone": "もう必要のない手紙です（補正が終わったか、書類が届いたか、取り下げられました）。",
    "replaced": "あとから、決定の取消しか新しい結果の通知書が出ています。この通知書は「送らないことにする」を選んでください。必要なときは、そのあと申請の「通知書」で、理由を書いて入れます。",
    "reopened": "この結果は、審査にもどして確かめています。新しい結果が出てから、その通知書を送ってください。",
    "another": "通知書の受付番号かあて名が、この申請とちがいます。送れません。",
    "name": "あて名が、申請の人とちがいます。",
    "address": "住所が入っていません。",
    "guarded": "送り先を決められる職員が、もう一度確かめてください。",
    "files": "同封するファイルが、確かめたときとちがいます。",
}


_OPEN_AGAIN = (SCREENING, EXAMINING, RETURNED)  # with a notice of its outcome: the case was reopened


def case_of_line(installation: Records, unit: Unit, member: Member, row: DispatchRow) -> Case:
    application = required(applications.by_id(unit, row.application_id), NotFound("application"))
    return case_of_member(installation, unit, member, application.receipt_number)


def notice_of(unit: Unit, row: DispatchRow) -> NoticeRow | None:
    written = notices.of_application(unit, row.application_id) if row.kind == NOTICE else []
    return next((notice for notice in written if notice.id == row.source), None)


def title_and_number(unit: Unit, row: DispatchRow) -> tuple[str, str]:
    notice = notice_of(unit, row)
    return (notice.title, notice.number) if notice else (TITLES.get(row.kind, ""), "")


def letter_to(unit: Unit, case: Case, row: DispatchRow, note: Note) -> Addressee:
    notice = notice_of(unit, row)
    own = notice_addressee(case, notice) if notice else written_to(unit, case)
    if case.protected:
        return note.to if note.to and note.guarded else replace(own, postal="", address=())
    return note.to or own


def why_stopped(unit: Unit, case: Case, row: DispatchRow, note: Note) -> str:
    """A key of STOPPED, or "". Printing checks it again."""
    if not _still_wanted(unit, case, row):
        return "gone"
    notice = notice_of(unit, row)
    if notice and row.copies == 0 and case.row.state in _OPEN_AGAIN:
        return "reopened"
    if notice and _is_replaced(unit, row, notice):
        return "replaced"
    try:
        if notice:
            demand_own(case, notice)
    except Conflict:
        return "another"
    if case.protected and not (note.guarded and note.to):
        return "guarded"
    to = letter_to(unit, case, row, note)
    if not same_name(to.name, addressee_of(case).name) and not note.other_name:
        return "name"
    if not to.name or not any(to.address):
        return "address"
    kept = {file.id for file in case.shelf.files.values() if not file.waiting}
    named = [enclosure.file_id for enclosure in enclosures.of(unit, row.id) if enclosure.file_id]
    return "" if set(named) <= kept else "files"


def _still_wanted(unit: Unit, case: Case, row: DispatchRow) -> bool:
    if row.kind == NOTICE:
        return notice_of(unit, row) is not None
    if row.kind == PAPERS:
        return bool(requested_papers(unit, case))
    correction = corrections.by_id(unit, row.source)
    try:
        return correction is not None and open_return(unit, case).id == correction.id
    except Conflict:
        return False


def _is_replaced(unit: Unit, row: DispatchRow, notice: NoticeRow) -> bool:
    # What a 撤回 ends was right until then, and the member who sends a copy again stated why.
    later = [other for other in notices.of_application(unit, row.application_id) if other.id > notice.id]
    return row.copies == 0 and any(other.outcome != REVOKED for other in later)


def same_name(name: str, other: str) -> bool:
    """Spaces do not count."""
    return "".join(name.split()) == "".join(other.split())


def letter_of(installation: HasCodeKey, unit: Unit, case: Case, row: DispatchRow) -> Letter:
    """After `why_stopped`. A correction's new code voids the previous one."""
    note = note_of(case, row)
    to = letter_to(unit, case, row, note)
    notice = notice_of(unit, row)
    if notice:
        explained = notice_explained(installation.city, case, notice, language_of_case(unit, case))
        letter = replace(notice_letter(case, notice), explained=explained)
    else:
        letter = (letter_of_papers if row.kind == PAPERS else letter_of_correction)(installation, unit, case, to)
    names = [
        str(case.sealer.open(f"enclosure:{row.id}", enclosure.sealed_name)) for enclosure in enclosures.of(unit, row.id)
    ]
    enclosed = (f"同封したもの：{'、'.join(names)}",) if names else ()
    return replace(
        letter, name=to.name, postal=to.postal, address=to.address, organisation=to.organisation,
        representative=to.representative,
        after=(*letter.after, *enclosed),
    )  # fmt: skip
