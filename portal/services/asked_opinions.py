"""What one's own section was asked by others (意見照会): the list, and one question with the answers, and the files where they may be
read for it. Nothing else of the case, and nothing of where somebody protected lives."""

from dataclasses import dataclass, replace
from datetime import date

from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.ask_opinion import FILES, OpinionView, view_opinion
from portal.services.cases import Case, open_case
from portal.services.check_sections import CheckSection, check_sections
from portal.services.identity_files import without_copies
from portal.services.installation import Installation
from portal.services.keep_file import Shelf
from portal.services.official_words import Deadline, days_left
from portal.services.rights import Member
from portal.services.scan_form import without_form_scans
from portal.services.write_audit import write_audit
from portal.store import applications, opinions
from portal.store.opinions import ASKED, OpinionRow

MOST = 200


@dataclass(frozen=True)
class AskedLine:
    """`by`: the section that asks."""

    id: int
    receipt_number: str
    title: str
    by: str
    due: date
    left: Deadline


@dataclass(frozen=True)
class AskedCase:
    """`sections`: what may be read, () once it was answered or taken back; so are the files on the shelf of `case`, which has no other. `by`:
    the section that asks."""

    case: Case
    row: OpinionRow
    view: OpinionView
    by: str
    sections: tuple[CheckSection, ...]


def asked_of_us(installation: Installation, unit: Unit, member: Member) -> tuple[AskedLine, ...]:
    """Of the duties that this member reviews, due first. Names nobody."""
    today = installation.clock.today()
    rows = opinions.asked_of(unit, member.duties("review", tuple(installation.city.duties)) or ("",), MOST)
    lines = []
    for row in rows:
        case = applications.by_id(unit, row.application_id)
        if case is not None:
            by, title = (
                installation.city.office(case.duty, today).office,
                installation.catalogue.version(unit, case.meaning).title,
            )
            due = date.fromisoformat(row.due)
            lines.append(AskedLine(row.id, case.receipt_number, title, by, due, days_left(today, row.due)))
    return tuple(lines)


def asked_case(installation: Installation, unit: Unit, member: Member, opinion_id: int) -> AskedCase:
    """Recorded; the caller commits. NotFound, and NotYours shown as the same, unless they review the duty that was asked; of
    somebody protected, unless they may see them in it."""
    row = opinions.by_id(unit, opinion_id)
    application = applications.by_id(unit, row.application_id) if row is not None else None
    if row is None or application is None:
        raise NotFound("opinion")
    case = replace(open_case(installation, unit, application), shows_all=False)
    if not member.may("review", row.duty) or (case.protected and not member.may("see protected", row.duty)):
        raise NotYours("opinion")
    view = view_opinion(installation, unit, case, row)
    open_ = row.state == ASKED and application.decided_at is None
    parts = frozenset(view.parts) if open_ else frozenset[str]()
    sections = _parts(installation, case, parts)
    case = replace(case, shelf=_files(case) if FILES in parts else replace(case.shelf, files={}))
    write_audit(installation, unit, member.actor, "see asked case", application_id=application.id, detail=row.duty)
    by = installation.city.office(application.duty, installation.clock.today()).office
    return AskedCase(case, row, view, by, sections)


def _files(case: Case) -> Shelf:
    """Those that were looked at; no copy of an ID, no paper form, and none of somebody protected."""
    shelf = without_form_scans(without_copies(case.shown_shelf))
    return replace(shelf, files={name: file for name, file in shelf.files.items() if not file.waiting})


def _parts(installation: Installation, case: Case, parts: frozenset[str]) -> tuple[CheckSection, ...]:
    every = check_sections(case.procedure, case.path, installation.speech(case.procedure, "ja"))
    kept = ((section, tuple(row for row in section.rows if row.field in parts)) for section in every)
    return tuple(CheckSection(section.title, rows) for section, rows in kept if rows)
