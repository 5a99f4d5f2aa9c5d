"""Earlier applications in pages, to look at one or to begin a new one with its answers."""

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.filing.start_again import may_start_again
from portal.services.my_cases.find_own import MOST_TYPED, OwnPage, find_own
from portal.services.my_cases.read_ahead import read_cases
from portal.services.shared.sessions import WRITE, Session
from portal.services.shared.throttle import Limit, count
from portal.web.filing.who_files import filer
from portal.web.my_cases.case_lines import application_lines
from portal.web.shared.access import signed_in
from portal.web.shared.page import language_of, render
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("resident", prefix="/applications/earlier")

SEARCHED = Limit("searches among one's own applications", 60, 600)


@router.get("", access=signed_in())
def newest(request: Request) -> Response:
    with installation_of(request).database.read() as unit:
        return _page(request, unit, filer(request, unit), "", "")


@router.post("", access=signed_in())
def search(request: Request, posted: Post) -> Response:
    """Posted, since a name belongs in no address. Nothing is stored."""
    with changing(request, filer) as (installation, unit, session):
        count(installation, unit, SEARCHED, session.person_id or "")
    with installation.database.read() as unit:
        return _page(request, unit, filer(request, unit), first(posted, "words").strip(), first(posted, "before"))


def _page(request: Request, unit: Unit, session: Session, typed: str, before: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    page = find_own(installation, unit, session, typed, before, language)
    read_cases(unit, [case.row for case in page.cases], installation.clock.today().isoformat())
    context = {
        "lines": _lines(request, unit, session, page),
        "typed": typed[:MOST_TYPED],
        "most": MOST_TYPED,
        "later": bool(before),
        "before": page.before,
    }
    return render(request, "pages/applications/earlier.html", context)


def _lines(request: Request, unit: Unit, session: Session, page: OwnPage) -> list[dict[str, object]]:
    installation = installation_of(request)
    shown = application_lines(installation, unit, page.cases, language_of(request))
    return [
        line
        | {
            "whose": page.names[case.row.receipt_number],
            "again": session.may(WRITE, case.procedure.id) and may_start_again(installation, case),
        }
        for case, line in zip(page.cases, shown, strict=True)
    ]
