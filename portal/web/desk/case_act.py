"""Shared by all acts on a case: access, revision, commit, conflict page."""

from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, Held, NotFound, OwnCase, required
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.own_case import record_own_case
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.queue.walk import step
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import HOLDS, STATES
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.web.desk.queue_address import EVERYBODY, board_again, listed_in, of_list, query_of
from portal.web.shared.act_words import WANTED
from portal.web.shared.page import render, see
from portal.web.shared.posting import Posted, first, whole
from portal.web.shared.state import changing, installation_of, member, writing

# Acts on a case. A returned Response means nothing was done; a returned word replaces `did`.
Do = Callable[[Installation, Unit, Member, Case, int], Response | str | None]
Typed = Sequence[tuple[str, str]]
_ONWARD = ("decide", "propose", "wait", "send_back")  # after these nothing is left to do on the case's page


def look_at(request: Request, unit: Unit, typed: str, right: str = "see") -> tuple[Member, Case]:
    """Audited. Raises NotFound."""
    installation = installation_of(request)
    signed = member(request, unit)
    case = case_of_member(installation, unit, signed, number_of(typed))
    seen = "protected" if case.protected and case.shows_all else ""
    write_audit(installation, unit, signed.actor, "see case", application_id=case.row.id, detail=seen)
    signed.demand(right, case.row.duty)
    return signed, case


def number_of(typed: str) -> str:
    """Raises NotFound."""
    return required(read(typed), NotFound("application"))


def revision_of(posted: Posted) -> int:
    return required(whole(first(posted, "revision")), BadRequest("revision"))


def act(
    request: Request, typed: str, posted: Posted, do: Do, *, did: str, words: Typed = (), wanted: str = "", leads: str = "",
    right: str = "see",
) -> Response:  # fmt: skip
    """Commits and redirects. `words`: typed text, shown after a conflict; `wanted`: the button's label; `leads`: where
    to, "" = the case."""
    try:
        with writing(request, member) as (installation, unit, signed):
            case = case_of_member(installation, unit, signed, number_of(typed))
            signed.demand(right, case.row.duty)
            wanted_list = listed_in(installation.catalogue, first(posted, "list"))
            onward = "next" in (
                first(posted, "then"),
                first(posted, "confirmed"),
            )  # read before the act: it may move the case within its list
            following = step(installation, unit, signed, case.row, wanted_list, back=False) if onward else ""
            answer = do(installation, unit, signed, case, revision_of(posted))
            if not isinstance(answer, Response):
                did = answer or did
                unit.commit()
    except OwnCase:
        with installation.database.change() as unit:
            record_own_case(installation, unit, signed, case)
        raise
    except Conflict as refused:
        return _too_late(request, typed, words, wanted or WANTED.get(did, ""), refused)
    if isinstance(answer, Response):
        _saw(installation, signed, case)
        return answer
    if leads:
        return see(request, leads)
    number, listed = case.row.receipt_number, first(posted, "list")
    query = (query_of(wanted_list) or EVERYBODY) if listed else ""
    if onward and did in _ONWARD:
        return see(request, _next_address(number, following, did, query))
    kept = f"&{of_list(query)}" if query else ""
    return see(
        request,
        board_again(installation.catalogue, first(posted, "back"), number, did) or f"/desk/{number}?did={did}{kept}",
    )


def _next_address(number: str, following: str, did: str, query: str) -> str:
    # The next case of the list, or the list.
    if not following:
        return f"/desk?{query or EVERYBODY}&did={did}&of={number}"
    return f"/desk/{following}?did={did}&of={number}{f'&{of_list(query)}' if query else ''}"


def _saw(installation: Installation, signed: Member, case: Case) -> None:
    # In a unit of its own: nothing else is stored.
    with installation.database.change() as unit:
        write_audit(installation, unit, signed.actor, "see case", application_id=case.row.id)


def _too_late(request: Request, typed: str, words: Typed, wanted: str, refused: Conflict) -> Response:
    # 409, with what was typed.
    with changing(request) as (installation, unit):
        signed, case = look_at(request, unit, typed)
        view = describe_case(installation, unit, case, signed.id)
    context = {
        "receipt_number": case.row.receipt_number,
        "case": view,
        "wanted": wanted,
        "typed": [pair for pair in words if pair[1]],
        "state": STATES[case.row.state],
        "holds": [HOLDS[name] for name in refused.holds] if isinstance(refused, Held) else [],
    }
    return render(request, "pages/desk/conflict.html", context, status=409)
