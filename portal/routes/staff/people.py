"""職員と権限, past, current and ending tomorrow."""

from datetime import date, timedelta

from fastapi import Request
from fastapi.responses import Response

from portal.services.shared.write_audit import write_audit
from portal.services.staff.locked_out import locked_out
from portal.services.staff.propose_moves import proposal
from portal.services.staff.words import ROLE_WORDS, duty_words, office_words, staff_name
from portal.store.staff import (
    staff_identities,
    staff_members,
    staff_proposals,
    staff_relations,
    staff_rights,
    staff_sections,
)
from portal.store.staff.staff_rights import HAND
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, reading
from portal.web.staff.administering import administering, person_of

router = Router("staff", prefix="/admin/people", access=staff("administrator"))

_DID = {
    "end": "権限を終わらせました。", "disable": "この人は、もうサインインできません。", "withdrawn": "変更の申し出を取りやめました。",
    "confirmed": "変更しました。",
}  # fmt: skip


@router.get("")
def every(request: Request) -> Response:
    asked, wanted = request.query_params.get("q", "").strip()[:60], request.query_params.get("section", "")[:200]
    with reading(request, administering) as (installation, unit, _):
        today = installation.clock.today()
        belongs = staff_sections.on(unit, today.isoformat())
        rights: dict[int, dict[str, list[str]]] = {}
        for right in staff_rights.in_force(unit, today.isoformat()):
            rights.setdefault(right.staff_id, {}).setdefault(right.duty, []).append(
                ROLE_WORDS.get(right.role, right.role)
            )
        people = [
            (row, belongs.get(row.id, ""), list(rights.get(row.id, {}).items()))
            for row in staff_members.everyone(unit)
            if asked.lower() in f"{row.login} {row.name}".lower() and wanted in ("", belongs.get(row.id, ""))
        ]
        waiting = [
            (row, len(proposal(unit, row.id).plans), staff_name(unit, row.proposed_by))
            for row in staff_proposals.waiting(unit)
        ]
        out = locked_out(unit, today.isoformat(), (today + timedelta(days=1)).isoformat())
    context = {
        "people": people, "waiting": waiting, "asked": asked, "wanted": wanted,
        "sections": sorted({name for name in belongs.values() if name}), "offices": office_words(installation), "out": out, "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/people/list.html", context)


@router.get("/tomorrow")
def tomorrow(request: Request) -> Response:
    installation = installation_of(request)
    today = installation.clock.today()
    typed, problem = request.query_params.get("day", ""), ""
    day = today + timedelta(days=1)
    try:
        day = date.fromisoformat(typed) if typed else day
    except ValueError:
        problem = "日付で入れてください。例：2027-04-01"
    if day <= today:
        day, problem = today + timedelta(days=1), "明日か、あとの日を入れてください。"
    with installation.database.read() as unit:
        administering(request, unit)
        out = locked_out(unit, today.isoformat(), day.isoformat())
    context = {
        "day": day, "typed": typed or day.isoformat(), "problem": problem, "out": out, "duties": duty_words(installation)
    }  # fmt: skip
    return render(request, "pages/people/tomorrow.html", context, wrong=problem)


@router.get("/{person:row_number}")
def show(request: Request, person: int) -> Response:
    with changing(request, administering) as (installation, unit, signed):
        row = person_of(unit, person)
        rights = staff_rights.of_staff(unit, row.id)
        belonged = staff_sections.of_staff(unit, row.id)
        has_relations = staff_relations.any_of(unit, row.id)
        provider = installation.staff_provider
        linked = provider is not None and staff_identities.is_linked(unit, provider.issuer, row.id)
        write_audit(installation, unit, signed.actor, "see staff", detail=row.login)
    today = installation.clock.today().isoformat()
    context = {
        "tells_family": has_relations,
        "row": row, "belonged": belonged, "today": today, "roles": ROLE_WORDS, "duties": duty_words(installation),
        "by_hand": HAND, "linked": linked, "unlinked": provider is not None and not linked,
        "now": [right for right in rights if right.to_day is None or right.to_day >= today],
        "past": [right for right in rights if right.to_day is not None and right.to_day < today],
        "flash": _DID.get(request.query_params.get("did", "")),
    }  # fmt: skip
    return render(request, "pages/people/person.html", context)
