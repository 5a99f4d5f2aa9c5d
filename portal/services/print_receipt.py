"""The receipt of an application as a PDF that the service signs: number, arrival, what was sent, what happens next, and whom
to ask. It tells what arrived: a later correction does not change it. Checks no right: whoever opened the case has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from forms.environment import KeptFile
from forms.fields.file import size
from forms.fields.time import clock
from forms.speech import Speech
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Closed
from portal.services.cases import Case
from portal.services.check_sections import check_sections
from portal.services.describe_papers import paper_title
from portal.services.installation import Installation
from portal.services.keep_file import files_in
from portal.services.official_words import DAY_ONLY, DOORS, place_words
from portal.services.papers_that_follow import files_of_paper
from portal.services.print_form import drawn_number, written_day
from portal.services.receipt_words import RECEIPT_WORDS
from portal.services.submit_application import NO_DUE
from portal.services.throttle import Limit, count
from portal.services.typeset import Paper, typeset
from portal.store import applications, late_papers

# Setting one takes a processor a second: nobody needs more, and nobody should hold up others.
PRINTED = Limit("receipts by a person", 30, 600)
REASON = "受付番号"
_AROUND = ("number", "next", "office", "telephone", "papers", "papers_day", "sent", "files", "proves")


@dataclass(frozen=True)
class Follows:
    """A paper that may follow. `until`: None where it came along."""

    title: str
    until: date | None
    files: tuple[KeptFile, ...] = ()


def as_sent(unit: Unit, case: Case) -> Case:
    """The case with the answers that arrived first."""
    sealed = applications.answers(unit, case.row.id, 1)
    return replace(case, answers=case.sealer.open("answers:1", sealed))


def papers_as_sent(installation: Installation, unit: Unit, case: Case, language: str = "ja") -> list[Follows]:
    """The papers that may follow, as they stood when it was sent."""
    speech = installation.speech(case.procedure, language)
    rows = [row for row in late_papers.of_application(unit, case.row.id) if row.asked_at == case.row.stored_at]
    return [
        Follows(
            paper_title(case, row.paper, speech),
            None if row.with_it else date.fromisoformat(row.first_due),
            files_of_paper(case.shown_shelf, row.paper) if row.came_along else (),
        )
        for row in rows
    ]


def count_receipt(installation: Installation, unit: Unit, person_id: str) -> None:
    """Before it is made. TooMany."""
    count(installation, unit, PRINTED, person_id)


def print_receipt(
    installation: Installation, case: Case, papers: Sequence[Follows] = (), language: str = "ja"
) -> bytes:
    """Signed. `case` as it was sent (`as_sent`), `papers` likewise. Outside a unit of work: it takes a while. Closed where this
    service has no key to sign with; the same case gives the same page, and a new signature each time."""
    signer = installation.documents
    if signer is None:
        raise Closed("receipt")
    pdf = set_receipt(installation, case, papers, language).pdf
    reason = f"{REASON} {case.row.receipt_number}"
    return signer.sign(pdf, installation.clock.now(), reason, installation.city.name)


def set_receipt(installation: Installation, case: Case, papers: Sequence[Follows] = (), language: str = "ja") -> Paper:
    """The page without its signature, dated by the arrival."""
    return typeset("receipt", receipt_content(installation, case, papers, language), case.arrived_at)


def receipt_content(
    installation: Installation, case: Case, papers: Sequence[Follows] = (), language: str = "ja"
) -> dict[str, Any]:
    """All that stands on it, as JSON. Number, signature and the sums of files are the same in each language."""
    row, city, procedure = case.row, installation.city, case.procedure
    office = city.office(row.duty, case.arrival_day)
    speech, said = installation.speech(procedure, language), RECEIPT_WORDS[language]
    arrived = _day(case.arrival_day, speech)
    if row.arrival_basis not in DAY_ONLY:
        local = case.arrived_at.astimezone(TOKYO)
        western = f"{arrived} {clock(f'{local:%H:%M}', speech)}"
        arrived = written_moment(case.arrived_at) if language == "ja" else western
    shown = case.shown_shelf.files
    files = [shown[one] for one in files_in(case.path) if one in shown]
    files += [file for paper in papers for file in paper.files]
    check = f"{installation.settings.base_url}/receipts"
    return {
        "title": said["title"].format(number=row.receipt_number),
        "heading": said[f"heading.{row.kind}"],
        "city": city.name,
        "foot": said["foot"].format(city=city.name, number=row.receipt_number),
        "receipt": drawn_number(row.receipt_number),
        "facts": [
            [said["procedure"], speech.text("title", procedure.title)],
            [said["arrived"], arrived],
            [said["where"], _where(installation, case, said["online"])],
            [said["to"], office.authority],
        ],
        "due": "" if row.due == NO_DUE else said["due"].format(day=_day(date.fromisoformat(row.due), speech)),
        "next": [speech.text(f"next.{number}", line) for number, line in enumerate(procedure.next)],
        "office": {"name": office.office, "place": office.place, "telephone": office.telephone},
        "hours": city.hours,
        "sections": [
            {"title": section.title, "rows": [[one.label, one.value or said["empty"]] for one in section.rows]}
            for section in check_sections(procedure, case.path, speech)
        ],
        "papers": [
            [one.title, said["paper_until"].format(day=_day(one.until, speech)) if one.until else said["paper_came"]]
            for one in papers
        ],
        "files": [{"name": one.name, "size": size(one.bytes), "sha256": one.sha256} for one in files],
        "words": {name: said[name] for name in _AROUND},
        "signed": said["signed"].format(city=city.name, check=check),
    }


def _day(day: date, speech: Speech) -> str:
    """By its era for officials and those who write it so; else by the western year alone."""
    if speech.language == "ja":
        return written_day(day)
    return speech.message("date.western", year=day.year, month=day.month, day=day.day)


def _where(installation: Installation, case: Case, online: str) -> str:
    door = DOORS[case.row.door]
    place = place_words(installation.city, case.row.arrival_place)
    if case.row.door == "online" and online:
        return online
    return door if place == door else f"{door}（{place}）"


def written_moment(moment: datetime) -> str:
    """令和8年11月20日 10時05分."""
    local = moment.astimezone(TOKYO)
    return f"{written_day(local.date())} {local.hour}時{local.minute:02d}分"
