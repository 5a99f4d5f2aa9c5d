"""追完, as file questions outside the answers."""

from dataclasses import dataclass, replace
from datetime import date

from forms.definition.procedure import Field, Paper, Procedure, full_name
from forms.fields.file import KINDS, File, FileSettings
from forms.numbers.calendar import add_days, open_day_from
from forms.path.consequences import Needed, papers
from forms.path.environment import KeptFile
from forms.path.path import Path
from portal.services.cases.before_use import before_use
from portal.services.files.keep_file import Shelf
from portal.services.shared.needs import Basics

_PREFIX = "paper-"  # no question has a hyphen in its name
_SCAN = "scan-"  # scans by staff, never the applicant's files
_FILES = FileSettings(most=10)
_WITH_OFFICE = FileSettings(most=10, media=tuple(KINDS))
_TYPE = File()


@dataclass(frozen=True)
class PaperAsked:
    needed: Needed
    field: Field

    @property
    def key(self) -> str:
        return self.needed.key


def needed_papers(procedure: Procedure, path: Path) -> dict[str, PaperAsked]:
    return {needed.key: PaperAsked(needed, paper_field(needed)) for needed in papers(procedure, path)}


def papers_that_follow(procedure: Procedure, path: Path) -> dict[str, PaperAsked]:
    return {key: asked for key, asked in needed_papers(procedure, path).items() if asked.needed.paper.later}


def paper_field(needed: Needed) -> Field:
    paper = needed.paper
    return Field(paper_question(needed.key), _TYPE, settings_of(paper), paper.label, paper.path, required=False)


def settings_of(paper: Paper) -> FileSettings:
    return _WITH_OFFICE if paper.office else _FILES


def paper_question(key: str) -> str:
    return f"{_PREFIX}{key}"


def scan_field(paper: Paper, key: str) -> Field:
    return scan_question(scan_key(key), paper.label, paper.path)


def scan_question(name: str, label: str, path: str) -> Field:
    return Field(name, _TYPE, _FILES, label, path, required=False)


def scan_key(key: str) -> str:
    return f"{_SCAN}{key}"


def is_scan(question: str) -> bool:
    return question.startswith(_SCAN)


def without_scans(shelf: Shelf) -> Shelf:
    files = {name: file for name, file in shelf.files.items() if not is_scan(shelf.questions.get(name, ""))}
    return replace(shelf, files=files, refused=tuple(file for file in shelf.refused if not is_scan(file.question)))


def scans_of_paper(shelf: Shelf, key: str) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(scan_key(key))


def refused_scan(shelf: Shelf, key: str) -> bool:
    return any(file.question == scan_key(key) for file in shelf.refused)


def paper_of(question: str) -> str:
    """ "" for a question of the definition."""
    return question.removeprefix(_PREFIX) if question.startswith(_PREFIX) else ""


def files_of_paper(shelf: Shelf, key: str) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(paper_question(key))


def named_paper(procedure: Procedure, key: str) -> Paper | None:
    return next((paper for paper in procedure.papers if paper.id == full_name(key)), None)


def follows_until(installation: Basics, paper: Paper | None, begins: date, path: Path | None = None) -> date:
    """From the day after `begins` (民法140条), to an open day; with `path`, before what it books is used."""
    days = (paper.later_days if paper is not None else None) or installation.settings.paper_days
    last = open_day_from(add_days(begins, days), installation.city.calendar)
    return last if path is None else before_use(path, begins, last)
