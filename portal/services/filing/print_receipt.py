# The caller checks the right.

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from forms.city.city import City
from forms.definition.predecessor import RECEIPT_NUMBER
from forms.fields.file import size
from forms.fields.time import clock
from forms.numbers.calendar import in_both_calendars
from forms.path.environment import KeptFile
from forms.text.foreign_day import is_foreign
from forms.text.speech import Speech
from forms.text.translations import translate
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Closed, required
from portal.services.cases.cases import Case
from portal.services.cases.fee import amount_due
from portal.services.cases.receipt_words import receipt_words
from portal.services.cases.receiving_office import office_line
from portal.services.files.keep_file import files_in
from portal.services.filing.describe_papers import paper_title
from portal.services.filing.papers_that_follow import files_of_paper
from portal.services.paper.print_form import drawn_number
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.check_sections import check_sections
from portal.services.procedures.describe_consequences import describe_next
from portal.services.shared.catalogue import speech_of
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.needs import Basics, HasDocuments, HasPayments
from portal.services.shared.official_words import DAY_ONLY, DOORS, place_words
from portal.services.shared.throttle import Limit, count
from portal.store.cases import applications
from portal.store.my_cases import late_papers

# typesetting takes a second of CPU
PRINTED = Limit("receipts by a person", 30, 600)
REASON, BUNDLE_REASON = "受付番号", "お問い合わせ番号"  # in the signature, before the number
_AROUND = ("number", "next", "office", "telephone", "papers", "papers_day", "sent", "files", "proves")


@dataclass(frozen=True)
class Follows:
    """`until` None: attached."""

    title: str
    until: date | None
    files: tuple[KeptFile, ...] = ()


def as_sent(unit: Unit, case: Case) -> Case:
    sealed = applications.answers(unit, case.row.id, 1)
    return replace(case, answers=case.sealer.open("answers:1", sealed))


def without_due(installation: HasPayments, unit: Unit, case: Case) -> Case:
    # Before `as_sent`. Until a fee is paid that comes first, the section does not begin, and the page promises no day either.
    fee = amount_due(installation, unit, case)
    waits = fee is not None and fee.paid_when == "before" and fee.waits
    return replace(case, row=case.row._replace(due=NO_DUE)) if waits else case


def papers_as_sent(unit: Unit, case: Case, language: str = "ja") -> list[Follows]:
    speech = speech_of(case.procedure, language)
    rows = [row for row in late_papers.of_application(unit, case.row.id) if row.asked_at == case.row.stored_at]
    return [
        Follows(
            paper_title(case, row.paper, speech),
            None if row.with_it else date.fromisoformat(row.first_due),
            files_of_paper(case.shown_shelf, row.paper) if row.is_enclosed else (),
        )
        for row in rows
    ]


def count_receipt(installation: Basics, unit: Unit, person_id: str) -> None:
    """Raises TooMany."""
    count(installation, unit, PRINTED, person_id)


def print_receipt(
    installation: HasDocuments, case: Case, papers: Sequence[Follows] = (), language: str = "ja"
) -> bytes:
    """`case` from `as_sent`. Outside a unit. Raises Closed without a signing key."""
    signer = required(installation.documents, Closed("receipt"))
    pdf = set_receipt(installation, case, papers, language).pdf
    reason = f"{REASON} {case.row.receipt_number}"
    return signer.sign(pdf, installation.clock.now(), reason, installation.city.name)


def set_receipt(installation: Basics, case: Case, papers: Sequence[Follows] = (), language: str = "ja") -> Paper:
    """In Japanese where the fonts lack letters of the language."""
    paper = typeset("receipt", receipt_content(installation, case, papers, language), case.arrived_at)
    if paper.missing and is_foreign(language):
        japanese = set_receipt(installation, case, papers)
        return japanese if len(japanese.missing) < len(paper.missing) else paper
    return paper


def receipt_content(
    installation: Basics, case: Case, papers: Sequence[Follows] = (), language: str = "ja"
) -> dict[str, Any]:
    row, city, procedure = case.row, installation.city, case.procedure
    office = city.office(row.duty, case.arrival_day).in_(language)
    speech, words = speech_of(procedure, language), receipt_words(language)
    arrived = _day(case.arrival_day, speech)
    if row.arrival_basis not in DAY_ONLY:
        local = case.arrived_at.astimezone(TOKYO)
        western = f"{arrived} {clock(f'{local:%H:%M}', speech)}"
        arrived = written_moment(case.arrived_at) if language == "ja" else western
    shown = case.shown_shelf.files
    files = [shown[file_id] for file_id in files_in(case.path) if file_id in shown]
    files += [file for paper in papers for file in paper.files]
    earlier = str(case.evidence.get("earlier", {}).get(RECEIPT_NUMBER, ""))
    check = f"{installation.settings.base_url}/receipts"
    return {
        "lang": language.partition("-")[0] if is_foreign(language) else "ja",
        "title": words["title"].format(number=row.receipt_number),
        "heading": words[f"heading.{row.kind}"],
        "city": city.name,
        "foot": words["foot"].format(city=city.name, number=row.receipt_number),
        "receipt": drawn_number(row.receipt_number),
        "facts": [
            [words["procedure"], speech.text("title", procedure.title)],
            *([[words["earlier"], earlier]] if earlier else []),
            [words["arrived"], arrived],
            [words["where"], _where(installation.city, case, words["online"], language)],
            [words["to"], office.authority],
            *([[words["receiving"], at]] if (at := office_line(city, row.office, case.arrival_day)) else []),
        ],
        "due": "" if row.due == NO_DUE else words["due"].format(day=_day(date.fromisoformat(row.due), speech)),
        "next": list(describe_next(procedure, case.path, speech)),
        "office": {"name": office.office, "place": office.place, "telephone": office.telephone},
        "hours": translate(language, city.hours),
        "sections": [
            {"title": section.title, "rows": [[row.label, row.value or words["empty"]] for row in section.rows]}
            for section in check_sections(procedure, case.path, speech)
        ],
        "papers": [
            [
                paper.title,
                words["paper_until"].format(day=_day(paper.until, speech)) if paper.until else words["paper_came"],
            ]
            for paper in papers
        ],
        "files": [{"name": file.name, "size": size(file.bytes), "sha256": file.sha256} for file in files],
        "words": {name: words[name] for name in _AROUND},
        "signed": words["signed"].format(city=city.name, check=check),
    }


def _day(day: date, speech: Speech) -> str:
    if speech.language == "ja":
        return in_both_calendars(day)
    return speech.message("date.western", year=day.year, month=day.month, day=day.day)


def _where(city: City, case: Case, online: str, language: str) -> str:
    door = translate(language, DOORS[case.row.door])
    place = place_words(city, case.row.arrival_place)
    if case.row.door == "online" and online:
        return online
    return door if place == DOORS[case.row.door] else f"{door}（{place}）"


def written_moment(moment: datetime) -> str:
    """令和8年11月20日 10時05分."""
    local = moment.astimezone(TOKYO)
    return f"{in_both_calendars(local.date())} {local.hour}時{local.minute:02d}分"
