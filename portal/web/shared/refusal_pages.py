from asyncio import Semaphore
from contextlib import nullcontext
from functools import partial
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from integrations.sockets.interfaces import AdapterError
from portal.errors import Busy, Crowded, FreshSignInNeeded, GroundNeeded, Refusal, SignInFailed, SignInNeeded
from portal.logs import log_bug
from portal.outages import LATER, RETRY_AFTER, outage_of
from portal.services.shared.sessions import RESIDENTS, find_session_of
from portal.web.machines.problem_answer import is_machines, problem, problem_of, problem_of_status
from portal.web.shared.page import inside, language_of, local, render, see
from portal.web.shared.refused_sign_in import record_refusal
from portal.web.shared.router import Pages
from portal.web.shared.state import RESIDENT, WAITED, installation_of, is_page, read_cookie, set_cookie
from portal.web.shared.waiting_line import turn_of_city
from portal.web.shared.words import words

_MOST_DRAWN = 20  # pages for the crowd, at once
_DEEPEST = 12  # parts of an address, more than those of any page


def refusal_page(request: Request, key: str, status: int) -> Response:
    if not hasattr(request.state, "error"):
        request.state.error = key
    # Zone outer has no page of staff that one could go on to.
    has_staff = installation_of(request).settings.zone != "outer"
    staff = has_staff and request.url.path.startswith(("/desk", "/counter", "/staff", "/admin"))
    kiosk = _kiosk(request)
    template = "pages/refusals/staff.html" if staff else "pages/refusals/resident.html"
    template = "pages/refusals/kiosk.html" if kiosk else template
    context = {"key": key, "status": status, "latest": _latest(request), "reopen": _reopened(request, key)}
    page = render(request, template, context | kiosk, status=status)
    if status == 503:
        page.headers["Retry-After"] = str(RETRY_AFTER.get(key, LATER))
    return page


def _latest(request: Request) -> str:
    # A page of the same case or visit shows what has changed; "" where the refused page is that page itself.
    match request.url.path.split("/"):
        case ["", "desk", number, _, *_] if "receipt" in request.path_params:
            return f"/desk/{number}"
        case ["", "applications", number, _, *_] if "receipt_number" in request.path_params:
            return f"/applications/{number}"
        case ["", "counter", "visits", number, _, *_]:
            return f"/counter/visits/{number}"
        case _:
            return ""


def _reopened(request: Request, key: str) -> str:
    # The page whose form is too old, where it is one of ours: a phone shows no button that loads it again.
    page = request.headers.get("referer", "") if key == "forged_post" else ""
    return inside(_page_above(request, local(request, page)), "") if page.startswith(str(request.base_url)) else ""


def _page_above(request: Request, address: str) -> str:
    # A form that was answered with its faults lies at the address of its post, which nobody can open.
    pages = next(route for route in request.app.router.routes if isinstance(route, Pages))
    path, mark, query = address.partition("?")
    if path.count("/") > _DEEPEST:  # each try reads the whole path: 30 kB of slashes took three seconds
        path, mark, query = "", "", ""
    while path and pages.matches({"type": "http", "method": "GET", "path": path})[0] is not Match.FULL:
        path, mark, query = path.rpartition("/")[0], "", ""
    return f"{path or '/'}{mark}{query}"


def _kiosk(request: Request) -> dict[str, object]:
    """{} elsewhere. Of a terminal the page goes back to its beginning, and leads nowhere else."""
    match request.url.path.split("/"):
        case ["", "halls", hall, "kiosk", key, *_]:
            from portal.services.tickets.hall_links import KIOSK_MINUTES  # noqa: PLC0415 - a start needs no terminal
            from portal.services.tickets.take_ticket import halls_of  # noqa: PLC0415 - see above

            titles = {row.id: row.title for row in halls_of(installation_of(request))}
            title = titles[hall].in_(language_of(request))[0] if hall in titles else ""
            return {"here": f"/halls/{hall}/kiosk/{key}", "hall_title": title, "minutes": KIOSK_MINUTES}
        case _:
            return {}


def _refusal(request: Request, refusal: Exception) -> Response:
    if isinstance(refusal, Refusal) and is_machines(request):
        return problem_of(request, refusal)
    if isinstance(refusal, SignInNeeded):
        before = local(request, request.headers.get("referer", "/"))
        page = _here(request) if request.method == "GET" else _page_above(request, before)
        address = "/staff/sign-in" if refusal.realm == "staff" else "/sign-in"
        again = "again=yes&" if isinstance(refusal, FreshSignInNeeded) else ""
        if refusal.realm == "staff" and not again and _keeps_typed(request):
            return see(request, f"{address}?kept=yes&next=/staff/kept")
        # What a resident typed there is kept for pages of a draft or a correction only (`keep_typed`): the others say that it is lost.
        posted = request.method == "POST" and refusal.realm == "resident" and not again
        lost = "lost=yes&" if posted and _has_ended(request) else ""
        return see(request, f"{address}?{again}{lost}next={quote(page, safe='/')}")
    if isinstance(refusal, GroundNeeded) and is_page(request):
        return see(request, f"/desk/{refusal.receipt_number}/ground")
    if isinstance(refusal, SignInFailed):
        record_refusal(request, "fail to sign in", refusal.code)
        if refusal.way != "card":
            failed = _company_failed if refusal.way == "company" else _line_failed
            return failed(request, refusal.code, refusal.after)
        return sign_in_failed(request, refusal.code, refusal.after)
    if isinstance(refusal, Refusal):
        return refusal_page(request, refusal.key, refusal.status)
    raise refusal


async def _refused(request: Request, refusal: Exception) -> Response:
    # These two also write, after the page has left its line: of staff what they typed, of a sign-in that failed a record.
    of_staff = isinstance(refusal, SignInNeeded) and refusal.realm == "staff"
    try:
        async with turn_of_city(request) if of_staff or isinstance(refusal, SignInFailed) else nullcontext():
            return await run_sync(_refusal, request, refusal)
    except Busy as busy:
        return await run_sync(_refusal, request, busy)


def _has_ended(request: Request) -> bool:
    # LINE and a company's account are also sent to a card, and a stranger to a first sign-in: theirs has not ended.
    installation, token = installation_of(request), read_cookie(request, RESIDENT)
    if not token:
        return False
    with installation.database.read() as unit:
        return find_session_of(installation, unit, RESIDENTS, token) is None


def _keeps_typed(request: Request) -> bool:
    from portal.web.filing.keep_typed import keep_desk_typed  # noqa: PLC0415 - few requests end so

    return keep_desk_typed(request)


async def _crowded(thread: CapacityLimiter, drawn: Semaphore, request: Request, refusal: Crowded) -> Response:
    """Comes again by itself, without scripts. Takes no thread of pages; in a flood it is a line of text."""
    request.state.error = refusal.key
    person = is_page(request)
    if person and not drawn.locked():
        facts = {"people": refusal.people, "seconds": refusal.seconds}
        draw = partial(render, request, "pages/refusals/crowded.html", facts, status=503)
        async with drawn:
            page = await run_sync(draw, limiter=thread)
    else:
        page = PlainTextResponse(
            words(language_of(request))["refusal.crowded.title"], 503, {"Cache-Control": "no-store"}
        )
    seconds = str(refusal.seconds)
    page.headers.update({"Refresh": seconds, "Retry-After": seconds, "Connection": "close"})
    if person:
        set_cookie(request, page, WAITED, str(refusal.at))
    return page


def _here(request: Request) -> str:
    # Keeps only `asset`, a number scanned from a lamp post.
    asset = request.query_params.get("asset", "")
    return f"{request.url.path}?asset={quote(asset)}" if asset else request.url.path


def sign_in_failed(request: Request, code: str, after: str) -> Response:
    from portal.web.residents.sign_in_words import sign_in_message  # noqa: PLC0415 - a start needs no sign-in

    failure = sign_in_message(code)
    context = {"failure": failure, "after": inside(after, "/applications")}
    return render(request, "pages/sign_in/failed.html", context, status=failure.status)


def _company_failed(request: Request, code: str, after: str) -> Response:
    from portal.web.residents.sign_in_words import company_message  # noqa: PLC0415 - see sign_in_failed

    key, status = company_message(code)
    context = {"key": key, "after": inside(after, "/company")}
    return render(request, "pages/companies/failed.html", context, status=status)


def _line_failed(request: Request, code: str, after: str) -> Response:
    from portal.web.residents.sign_in_words import line_message  # noqa: PLC0415 - see sign_in_failed

    key, status = line_message(code)
    context = {"key": key, "after": inside(after, "/applications")}
    return render(request, "pages/line/failed.html", context, status=status)


def _adapter(request: Request, error: Exception) -> Response:
    log_bug(request.state.support_code, error)
    if is_machines(request):
        return problem(request, "neighbour_down")
    return refusal_page(request, "neighbour_down", 503)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    more = getattr(error, "headers", None) or {}  # of a 405, the methods that are allowed
    if is_machines(request):
        return problem_of_status(request, status, more)
    page = refusal_page(request, "not_found" if status in (404, 405) else "bad_request", status)
    page.headers.update(more)
    return page


def bug_page(request: Request, error: Exception) -> Response:
    outage = outage_of(error)
    if is_machines(request):
        return problem(request, outage or "bug")
    return refusal_page(request, outage or "bug", 503 if outage else 500)


def add_refusal_pages(app: FastAPI) -> None:
    app.add_exception_handler(Crowded, partial(_crowded, CapacityLimiter(1), Semaphore(_MOST_DRAWN)))
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(AdapterError, _adapter)
    app.add_exception_handler(HTTPException, _http)
