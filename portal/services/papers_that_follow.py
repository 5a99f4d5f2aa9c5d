"""Papers that may follow an application (追完), as questions for files: which ones these answers ask for, and what was
handed in for each. They are no answers: nothing that reads answers knows of them."""

from dataclasses import dataclass, replace
from datetime import date

from forms.calendar import add_days, open_day_from
from forms.consequences import Needed, papers
from forms.environment import KeptFile
from forms.fields.file import File, FileSettings
from forms.path import Path
from forms.procedure import Field, Paper, Procedure, full_name
from portal.services.installation import Installation
from portal.services.keep_file import Shelf

_PREFIX = "paper-"  # no question has a hyphen in its name
_SCAN = "scan-"  # of what came on paper, made by staff: never the applicant's own files
_FILES = FileSettings(most=10)
_TYPE = File()


@dataclass(frozen=True)
class PaperAsked:
    """A paper that these answers ask for, and the question by which its files are handed in."""

    needed: Needed
    field: Field

    @property
    def key(self) -> str:
        return self.needed.key


def papers_that_follow(procedure: Procedure, path: Path) -> dict[str, PaperAsked]:
    """By key, in the order of the definition."""
    return {one.key: PaperAsked(one, paper_field(one)) for one in papers(procedure, path) if one.paper.later}


def paper_field(needed: Needed) -> Field:
    paper = needed.paper
    return Field(f"{_PREFIX}{needed.key}", _TYPE, _FILES, paper.label, paper.path, required=False)


def scan_field(paper: Paper, key: str) -> Field:
    """The question by which staff put a scan beside a paper that came by post or over the counter."""
    return scan_question(scan_key(key), paper.label, paper.path)


def scan_question(name: str, label: str, path: str) -> Field:
    """Of files that are no answer; `name` as `scan_key` gives it."""
    return Field(name, _TYPE, _FILES, label, path, required=False)


def scan_key(key: str) -> str:
    """The question of the scans of this paper."""
    return f"{_SCAN}{key}"


def is_scan(question: str) -> bool:
    return question.startswith(_SCAN)


def without_scans(shelf: Shelf) -> Shelf:
    """As its owner knows it."""
    files = {name: file for name, file in shelf.files.items() if not is_scan(shelf.questions.get(name, ""))}
    return replace(shelf, files=files, refused=tuple(one for one in shelf.refused if not is_scan(one.question)))


def scans_of_paper(shelf: Shelf, key: str) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(scan_key(key))


def refused_scan(shelf: Shelf, key: str) -> bool:
    """Whether one was refused after whoever scanned it had gone on, and nobody was told yet."""
    return any(one.question == scan_key(key) for one in shelf.refused)


def paper_of(question: str) -> str:
    """The key of the paper whose files these are; "" of a question of the definition."""
    return question.removeprefix(_PREFIX) if question.startswith(_PREFIX) else ""


def files_of_paper(shelf: Shelf, key: str) -> tuple[KeptFile, ...]:
    return shelf.chosen_for(f"{_PREFIX}{key}")


def named_paper(procedure: Procedure, key: str) -> Paper | None:
    """The paper of this key, also where the answers ask for it no more."""
    return next((paper for paper in procedure.papers if paper.id == full_name(key)), None)


def follows_until(installation: Installation, paper: Paper | None, begins: date) -> date:
    """The last day, on which the office can be asked; the first one is the day after (民法140条)."""
    days = (paper.later_days if paper is not None else None) or installation.settings.paper_days
    return open_day_from(add_days(begins, days), installation.city.calendar())
