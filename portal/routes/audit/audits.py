"""監査. Viewing is audited too."""

import secrets
from collections.abc import Sequence
from datetime import time
from io import BytesIO
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, NotFound
from portal.services.audit.note_faults import found_faults
from portal.services.audit.report_titles import TITLES, Bounds
from portal.services.audit.reports import Finding, report, staff_names, who_looked
from portal.services.audit.sample import MOST, draw_sample, pack_sample, records_csv
from portal.services.audit.words import about_words, act_words
from portal.services.cases.audit_ground import opened_grounds
from portal.services.cases.keep_book import csv_line
from portal.services.handover.lose_medium import lost_media
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.period import period, periods
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, demand_inside, installation_of, member

router = Router("staff", prefix="/desk/audit", access=staff("auditor"))

_SHOWN = 200
# A year of records of a large city reads in a minute; longer periods are for the command line.
_MOST_DAYS = 366
_COLUMNS = ("職員", "はじめ", "おわり", "件数", "申請", "内容")


@router.get("")
def reports(request: Request) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    since, until, problem = period(request, today, most_days=_MOST_DAYS)
    name, bounds, problem = _asked(request, problem)
    with installation.database.change() as unit:
        signed, duties = _auditor(request, unit)
        findings = [] if problem else report(installation, unit, name, duties, since, until, bounds)
        names, faults = staff_names(unit), found_faults(installation, unit)
        _audit(request, unit, signed, f"{name} {since} {until} {len(findings)} findings")
    asked = {"from": since, "to": until} | _bounds_asked(bounds)
    context = {
        "tabs": [(words, f"?{urlencode({'report': key} | asked)}", key == name, None) for key, (words, _) in TITLES.items()],
        "name": name, "means": TITLES[name][1].format(**_bounds_asked(bounds)), "findings": findings[:_SHOWN], "more": max(0, len(findings) - _SHOWN),
        "names": names, "problem": problem, "bounds": bounds,
        "since": request.query_params.get("from", since.isoformat()),
        "until": request.query_params.get("to", until.isoformat()), "span": (since, until),
        "periods": [
            (words, f"?{urlencode({'report': name} | asked | {'from': begin, 'to': end})}", (begin, end) == (since, until))
            for words, begin, end in periods(today)
        ],
        "csv": f"/desk/audit/report.csv?{urlencode({'report': name} | asked)}", "most": MOST,
        "open_faults": [fault for fault in faults if not fault.note], "noted_faults": [fault for fault in faults if fault.note],
    }  # fmt: skip
    return render(request, "pages/audits/reports.html", context, wrong=problem)


@router.get("/report.csv")
def report_csv(request: Request) -> Response:
    installation = installation_of(request)
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    name, bounds, problem = _asked(request, problem)
    with installation.database.change() as unit:
        signed, duties = _auditor(request, unit)
        if problem:
            raise BadRequest(problem)
        findings = report(installation, unit, name, duties, since, until, bounds)
        names = staff_names(unit)
        _audit(request, unit, signed, f"{name} {since} {until} {len(findings)} findings csv")
    lines = ["\ufeff".encode(), csv_line(_COLUMNS), *(csv_line(_cells(finding, names)) for finding in findings)]
    return csv_answer(lines, f"audit-{name}-{since}-{until}")


@router.get("/media")
def media(request: Request) -> Response:
    with changing(request, _auditor) as (installation, unit, (signed, duties)):
        lost = lost_media(installation, unit, duties)
        write_audit(installation, unit, signed.actor, "see lost media", detail=f"{len(lost)} media")
    return render(request, "pages/audits/media.html", {"media": lost})


@router.get("/looked")
def looked(request: Request) -> Response:
    typed = request.query_params.get("number", "").strip()
    context: dict[str, object] = {"typed": typed, "number": "", "looks": [], "problem": ""}
    with changing(request, _auditor) as (installation, unit, (signed, _)):
        number = read(typed) if typed else None
        row = applications.by_number(unit, number) if number else None
        if row is not None and signed.may("audit", row.duty):
            context |= {
                "number": row.receipt_number,
                "looks": opened_grounds(installation.keys, who_looked(unit, signed, row.id)),
                "names": staff_names(unit),
            }
            write_audit(installation, unit, signed.actor, "see who looked", application_id=row.id)
        elif typed:
            context["problem"] = "この受付番号の申請は見つかりません。番号をもう一度見てください。"
    context |= {
        "act_words": act_words,
        "about_words": about_words,
        "csv": f"/desk/audit/looked.csv?{urlencode({'number': context['number']})}",
    }
    return render(request, "pages/audits/looked.html", context, wrong=context["problem"])


@router.get("/looked.csv")
def looked_csv(request: Request) -> Response:
    number = read(request.query_params.get("number", ""))
    with changing(request, _auditor) as (installation, unit, (signed, _)):
        row = applications.by_number(unit, number) if number else None
        if row is None or not signed.may("audit", row.duty):
            raise NotFound("application")
        looks = opened_grounds(installation.keys, who_looked(unit, signed, row.id))
        write_audit(installation, unit, signed.actor, "see who looked", application_id=row.id, detail="csv")
    return csv_answer([records_csv(looks)], f"looked-{row.receipt_number}")


@router.post("/sample")
def sample(request: Request, posted: Post) -> Response:
    """An empty `lot` draws a new sample."""
    installation = installation_of(request)
    since, until, problem = period(request, installation.clock.today(), most_days=_MOST_DAYS)
    count, lot = first(posted, "count"), first(posted, "lot").strip()
    words = first(posted, "ground_words").strip()
    with installation.database.change() as unit:
        signed, duties = _auditor(request, unit)
        demand_inside(request)
        if problem or not words or not _is_number(count, MOST) or (lot and not _is_number(lot, 10**9)):
            raise BadRequest(problem or "sample")
        chosen = int(lot) if lot else secrets.randbelow(10**9)
        drawn = draw_sample(installation, unit, signed, duties, since, until, int(count), chosen, words)
    file = BytesIO()
    pack_sample(installation, drawn, file)
    named = f'attachment; filename="sample-{since}-{until}-{chosen}.zip"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(file.getvalue(), media_type="application/zip", headers=headers)


def _auditor(request: Request, unit: Unit) -> tuple[Member, tuple[str, ...]]:
    # Raises NotAllowed without duties to audit.
    signed = member(request, unit)
    duties = signed.demand_duties("audit", installation_of(request).city.duties)
    return signed, duties


def _audit(request: Request, unit: Unit, signed: Member, detail: str) -> None:
    installation: Installation = installation_of(request)
    write_audit(installation, unit, signed.actor, "see audit report", detail=detail)


def _asked(request: Request, problem: str) -> tuple[str, Bounds, str]:
    asked = request.query_params
    name = asked.get("report", next(iter(TITLES)))
    if name not in TITLES:
        raise NotFound("report")
    usual = Bounds()
    try:
        begins = time.fromisoformat(asked.get("begins") or f"{usual.begins:%H:%M}")
        ends = time.fromisoformat(asked.get("ends") or f"{usual.ends:%H:%M}")
    except ValueError:
        return name, usual, problem or "時刻は、07:30のように入れてください。"
    most = asked.get("most") or str(usual.most)
    if not _is_number(most, 100_000):
        return name, usual, problem or "件数は、1から100000までの数で入れてください。"
    if begins.tzinfo or ends.tzinfo or begins >= ends:
        return name, usual, problem or "終わりの時刻を、始めの時刻よりあとにしてください。"
    return name, Bounds(begins, ends, int(most)), problem


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12 and 1 <= int(text) <= most


def _bounds_asked(bounds: Bounds) -> dict[str, str]:
    return {"begins": f"{bounds.begins:%H:%M}", "ends": f"{bounds.ends:%H:%M}", "most": str(bounds.most)}


def _cells(finding: Finding, names: dict[str, str]) -> Sequence[str]:
    who = f"{names.get(finding.login, '')}（{finding.login}）"
    span = (f"{finding.first:%Y-%m-%d %H:%M:%S}", f"{finding.last:%Y-%m-%d %H:%M:%S}")
    return (who, *span, str(finding.count), " ".join(finding.receipts), finding.about)
