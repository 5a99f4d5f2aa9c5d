"""意見照会: only the shared answers and files."""

from dataclasses import dataclass, replace
from datetime import date

from portal.db import Unit
from portal.errors import NotFound, NotYours
from portal.services.cases.cases import Case, open_case
from portal.services.desk.case.ask_opinion import FILES, OpinionView, view_opinion
from portal.services.files.identity_files import QUESTION as COPIES
from portal.services.files.keep_file import Shelf
from portal.services.filing.scan_form import QUESTION as FORM_SCAN
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics, Records
from portal.services.shared.official_words import Deadline, days_left
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.desk import opinions
from portal.store.desk.opinions import ASKED, OpinionRow

MOST = 200


@dataclass(frozen=True)
class AskedLine:
    id: int
    receipt_number: str
    title: str
    by: str
    due: date
    left: Deadline


@dataclass(frozen=True)
class AskedCase:
    """`sections` and the shelf are empty once it has ended."""

    case: Case
    row: OpinionRow
    view: OpinionView
    by: str
    sections: tuple[CheckSection, ...]


def asked_of_us(installation: Basics, unit: Unit, member: Member) -> tuple[AskedLine, ...]:
    """Earliest due first, without names."""
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


def asked_case(installation: Records, unit: Unit, member: Member, opinion_id: int) -> AskedCase:
    """Raises NotFound, NotYours."""
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
    sections = _parts(case, parts)
    case = replace(case, shelf=_files(case) if FILES in parts else replace(case.shelf, files={}))
    write_audit(installation, unit, member.actor, "see asked case", application_id=application.id, detail=row.duty)
    by = installation.city.office(application.duty, installation.clock.today()).office
    return AskedCase(case, row, view, by, sections)


def _files(case: Case) -> Shelf:
    return case.shown_shelf.without(COPIES, FORM_SCAN).without_waiting()


def _parts(case: Case, parts: frozenset[str]) -> tuple[CheckSection, ...]:
    all_sections = check_sections(case.procedure, case.path, speech_of(case.procedure, "ja"))
    kept = ((section, tuple(row for row in section.rows if row.field in parts)) for section in all_sections)
    return tuple(CheckSection(section.title, rows) for section, rows in kept if rows)
