"""The papers of a visit as one PDF: receipts with what to bring, what comes next and where, then the form of each procedure. Once more is
counted. Nothing on the first sheet says where anybody lives."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.db import Unit
from portal.services.cases import Case, case_of_member
from portal.services.installation import Installation
from portal.services.print_case import PRINTED, content_of_case
from portal.services.print_form import drawn_number, written_day
from portal.services.print_receipt import written_moment
from portal.services.rights import Member
from portal.services.sum_up_visit import FiledLine, sum_up_visit
from portal.services.throttle import count
from portal.services.typeset import Paper, typeset
from portal.services.visits import Visit
from portal.services.write_audit import write_audit
from portal.store import visit_figures


def take_papers(
    installation: Installation, unit: Unit, member: Member, visit: Visit
) -> tuple[list[FiledLine], list[Case]]:
    """What is printed: a line for each that was filed, and the cases of this member's duties. Counted and recorded, before it is made.
    TooMany."""
    lines = sum_up_visit(installation, unit, member, visit)
    for _ in range(max(1, len(lines))):
        count(installation, unit, PRINTED, member.login)
    visit_figures.count_print(unit, visit.id)
    write_audit(installation, unit, member.actor, "print visit", detail=f"{visit.id} {len(lines)}")
    cases = [case_of_member(installation, unit, member, one.number) for one in lines if one.number]
    for case in cases:
        write_audit(installation, unit, member.actor, "print form", application_id=case.row.id)
    return lines, cases


def print_visit(installation: Installation, visit: Visit, lines: Sequence[FiledLine], cases: Sequence[Case]) -> Paper:
    """Dated by the last arrival. Outside a unit of work: it takes a while."""
    made = max((case.arrived_at for case in cases), default=visit.begun_at)
    return typeset("visit", visit_content(installation, visit, lines, cases), made)


def visit_content(
    installation: Installation, visit: Visit, lines: Sequence[FiledLine], cases: Sequence[Case]
) -> dict[str, Any]:
    city, ticket = installation.city, visit.row.ticket
    when = written_day(date.fromisoformat(visit.row.day)) + (f"　番号札 {ticket}" if ticket else "")
    return {
        "title": f"来庁のまとめ {when}",
        "heading": "来庁のまとめ（受付票）",
        "city": city.name,
        "when": when,
        "foot": f"{city.name}　来庁のまとめ　{when}",
        "hours": city.hours,
        "lines": [_filed(one) for one in lines],
        "forms": [content_of_case(installation, case) for case in cases],
    }


def _filed(line: FiledLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "name": line.name,
        "number": drawn_number(line.number) if line.number else None,
        "arrived": written_moment(line.arrived_at) if line.arrived_at else "",
        "fee": line.fee,
        "bring": [
            f"{title}：{written_day(due)}まで（{line.office}・{line.place}へ。郵便でもよい）"
            for title, due in line.bring
        ],
        "times": list(line.times),
        "next": list(line.next),
        "where": [f"{line.office}（{line.place}）　電話 {line.telephone}"],
    }
