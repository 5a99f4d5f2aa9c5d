"""What every act on a case shares: the case opened under its right, the revision of the page, commit, and the page for
whoever was too late."""

from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.errors import BadRequest, Conflict, Held, NotFound, OwnCase
from portal.services.cases import Case, case_of_member
from portal.services.describe_case import describe_case
from portal.services.installation import Installation
from portal.services.official_words import HOLDS, STATES
from portal.services.own_case import record_own_case
from portal.services.receipt_number import read
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.web.act_words import WANTED
from portal.web.page import render, see
from portal.web.posting import Posted, first
from portal.web.queue_address import board_again
from portal.web.signed_in import member
from portal.web.state import installation_of

# Does one thing to a case. A Response means that nothing was done, and why; a word names what was done, where `did` does not.
Do = Callable[[Installation, Unit, Member, Case, int], Response | str | None]
Typed = Sequence[tuple[str, str]]


def look_at(request: Request, unit: Unit, typed: str) -> tuple[Member, Case]:
    """The case, and a record that this member saw it; the caller commits. NotFound, also for other duties."""
    installation = installation_of(request)
    signed = member(request, unit)
    case = case_of_member(installation, unit, signed, number_of(typed))
    seen = "protected" if case.protected and case.shows_all else ""
    write_audit(installation, unit, signed.actor, "see case", application_id=case.row.id, detail=seen)
    return signed, case


def number_of(typed: str) -> str:
    """The receipt number as it is stored. NotFound unless it is one."""
    number = read(typed)
    if number is None:
        raise NotFound("application")
    return number


def revision_of(posted: Posted) -> int:
    """Of the page on which the member decided."""
    sent = first(posted, "revision")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise BadRequest("revision")
    return int(sent)


def act(
    request: Request, typed: str, posted: Posted, do: Do, *, did: str, words: Typed = (), wanted: str = ""
) -> Response:
    """Commits, then leads back to the case, which says `did`. `words`: what was typed, kept if somebody was faster; `wanted`:
    what the button said, where `did` does not tell."""
    installation = installation_of(request)
    try:
        with installation.database.write() as unit:
            signed = member(request, unit)
            case = case_of_member(installation, unit, signed, number_of(typed))
            answer = do(installation, unit, signed, case, revision_of(posted))
            if not isinstance(answer, Response):
                did = answer or did
                unit.commit()
    except OwnCase:
        with installation.database.write() as unit:
            record_own_case(installation, unit, signed, case)
            unit.commit()
        raise
    except Conflict as refused:
        return _too_late(request, typed, words, wanted or WANTED.get(did, ""), refused)
    if isinstance(answer, Response):
        _saw(installation, signed, case)
        return answer
    number = case.row.receipt_number
    return see(request, board_again(installation, first(posted, "back"), number, did) or f"/desk/{number}?did={did}")


def _saw(installation: Installation, signed: Member, case: Case) -> None:
    """The page that came instead of the act shows the case, too. Apart, because nothing else of the act is stored."""
    with installation.database.write() as unit:
        write_audit(installation, unit, signed.actor, "see case", application_id=case.row.id)
        unit.commit()


def _too_late(request: Request, typed: str, words: Typed, wanted: str, refused: Conflict) -> Response:
    """409: what was wanted and everything that was typed here, beside what stands there now; or what holds it."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, typed)
        view = describe_case(installation, unit, case, signed.id)
        unit.commit()
    context = {
        "receipt_number": case.row.receipt_number,
        "case": view,
        "wanted": wanted,
        "typed": [pair for pair in words if pair[1]],
        "state": STATES[case.row.state],
        "holds": [HOLDS[name] for name in refused.holds] if isinstance(refused, Held) else [],
    }
    return render(request, "pages/desk/conflict.html", context, status=409)
