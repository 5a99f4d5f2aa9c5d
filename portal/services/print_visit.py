"""The papers of a visit as one PDF: receipts with what to bring, what comes next and where, then the form of each procedure. Once more is
counted. Nothing on the first sheet says where anybody lives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.db import Unit
from portal.services.cases import Case, case_of_member
from portal.services.installation import Installation
from portal.services.official_words import DAY_ONLY
from portal.services.print_case import PRINTED, content_of_case
from portal.services.print_form import drawn_number, written_day
from portal.services.print_receipt import written_moment
from portal.services.rights import Member
from portal.services.sign_beside_here import Signer, signers_here
from portal.services.sum_up_visit import FiledLine, sum_up_visit
from portal.services.throttle import count
from portal.services.typeset import Paper, typeset
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import visit_figures


@dataclass(frozen=True)
class Papers:
    """`lines`: of each that was filed; `cases`: those of this member's duties, by receipt number; `signers`: who still signs beside
    the visitor, likewise."""

    lines: Sequence[FiledLine]
    cases: Mapping[str, Case]
    signers: Mapping[str, Sequence[Signer]]


def take_papers(installation: Installation, unit: Unit, member: Member, visit: Visit) -> Papers:
    """What is printed. Counted and recorded, before it is made. TooMany."""
    lines = sum_up_visit(installation, unit, member, visit)
    for _ in range(max(1, len(lines))):
        count(installation, unit, PRINTED, member.login)
    visit_figures.count_print(unit, visit.id)
    write_audit(installation, unit, member.actor, "print visit", detail=f"{visit.id} {len(lines)}")
    cases = {one.number: case_of_member(installation, unit, member, one.number) for one in lines if one.number}
    for case in cases.values():
        write_audit(installation, unit, member.actor, "print form", application_id=case.row.id)
    signers = {number: signers_here(installation, unit, member, case) for number, case in cases.items()}
    return Papers(lines, cases, signers)


def print_visit(installation: Installation, visit: Visit, papers: Papers) -> Paper:
    """Dated by the last arrival. Outside a unit of work: it takes a while."""
    made = max((case.arrived_at for case in papers.cases.values()), default=visit.begun_at)
    return typeset("visit", visit_content(installation, visit, papers), made)


def visit_content(installation: Installation, visit: Visit, papers: Papers) -> dict[str, Any]:
    city, ticket = installation.city, visit.row.ticket
    when = written_day(date.fromisoformat(visit.row.day)) + (f"　番号札 {ticket}" if ticket else "")
    return {
        "title": f"来庁のまとめ {when}",
        "heading": "来庁のまとめ（受付票）",
        "city": city.name,
        "when": when,
        "foot": f"{city.name}　来庁のまとめ　{when}",
        "hours": city.hours,
        "lines": [_filed(installation, one, papers) for one in papers.lines],
        "forms": [content_of_case(installation, case) for case in papers.cases.values()],
    }


def _filed(installation: Installation, line: FiledLine, papers: Papers) -> dict[str, Any]:
    case = papers.cases.get(line.number)
    waited = [one for one in papers.signers.get(line.number, ()) if one.code]
    at = f"{installation.settings.base_url}/signers か窓口で署名します。受付番号と、その人の番号を伝えてください。"
    return {
        "title": line.title,
        "name": line.name,
        "number": drawn_number(line.number) if line.number else None,
        "arrived": _arrived(case) if case is not None else "",
        "fee": line.fee,
        "signers": [
            f"{one.asked.name}さん：番号 {one.code}（{written_day(date.fromisoformat(one.asked.row.due))}まで）"
            for one in waited
        ]
        + ([at] if waited else []),
        "bring": [
            f"{title}：{written_day(due)}まで（{line.office}・{line.place}へ。郵便でもよい）"
            for title, due in line.bring
        ],
        "times": list(line.times),
        "next": list(line.next),
        "where": [f"{line.office}（{line.place}）　電話 {line.telephone}"],
    }


def _arrived(case: Case) -> str:
    """A stamp says no hour."""
    day_only = case.row.arrival_basis in DAY_ONLY
    return written_day(case.arrival_day) if day_only else written_moment(case.arrived_at)
