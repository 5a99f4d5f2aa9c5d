"""By code and birthday, without sign-in."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field
from portal.db import Unit
from portal.errors import NotFound, TooMany
from portal.services.filing.drafts import MARK
from portal.services.my_cases.correct_application import Mending
from portal.services.notices.correction_code import (
    count_try,
    find_return,
    letter_actor,
    make_pass,
    note_code,
    open_returned,
    read_pass,
)
from portal.services.shared.invitation_code import grouped, read_code
from portal.services.shared.throttle import count_apart
from portal.store.desk import typed_corrections
from portal.web.filing.keep_typed import keep_typed_page
from portal.web.filing.own_questions import own_question, own_view, read_own, wrong
from portal.web.filing.question_page import problems
from portal.web.my_cases.mending_page import (
    Opened,
    Way,
    check_page,
    keep_page_piece,
    save_sent_page,
    send_mended,
    show_page,
)
from portal.web.shared.access import anyone
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import language_of, office_view, render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import CORRECTION, browser_of, installation_of, place_of, read_cookie, reading, set_cookie
from portal.web.shared.words import words

router = Router("resident", prefix="/correct", access=anyone())

_WRONG, _TOO_MANY = "by_letter.wrong", "by_letter.too_many"


@router.get("")
def show(request: Request) -> Response:
    return _ask(request, {})


def _questions(request: Request) -> tuple[Field, Field]:
    texts = words(language_of(request))
    return (
        own_question("code", "text", texts["by_letter.code"], help=texts["by_letter.code_help"]),
        own_question("birth", "date", texts["by_letter.birth"]),
    )


def _ask(request: Request, posted: Posted, problem: str = "", status: int = 200) -> Response:
    installation, language = installation_of(request), language_of(request)
    texts, asked = words(language), []
    for question in _questions(request):
        mistakes = read_own(installation, question, posted).mistakes if status == 422 and not problem else ()
        if mistakes == () and status == 422 and question.id == "code" and read_code(first(posted, "code")) is None:
            mistakes = (wrong(texts["by_letter.slip"]),)
        asked.append(own_view(installation, language, question, posted, mistakes))
    message = texts[problem].format(telephone=installation.city.telephone) if problem else ""
    context = {
        "asked": asked,
        "problems": [(message, asked[0].first_box)] if message else problems(asked),
        "telephone": installation.city.telephone,
        "kept": "kept" in request.query_params,
    }
    return render(request, "pages/correct/by_letter.html", context, status=status)


@router.post("")
def know(request: Request, posted: Post) -> Response:
    installation, place = installation_of(request), place_of(request)
    code = read_code(first(posted, "code"))
    birth = read_own(installation, _questions(request)[1], posted)
    if code is None or birth.mistakes:
        return _ask(request, posted, status=422)
    try:
        count_apart(installation.database, lambda unit: count_try(installation, unit, code, place))
    except TooMany:
        return _ask(request, posted, _TOO_MANY, 429)
    with installation.database.change() as unit:
        correction = find_return(installation, unit, code, str(birth.value), place)
    if correction is None:
        return _ask(request, posted, _WRONG, 422)
    # What was typed too late is on its page: the one that shows all could be sent without it.
    with installation.database.read() as unit:
        page = typed_corrections.latest(unit, correction.correction.id)
    answer = see(request, f"/correct/open/{page}" if page else "/correct/open")
    set_cookie(request, answer, CORRECTION, make_pass(installation, correction, browser_of(request)))
    return answer


def _way(request: Request) -> Way:
    installation = installation_of(request)
    shown, browser = read_cookie(request, CORRECTION), browser_of(request)

    def open_letter(unit: Unit) -> Opened:
        case = open_returned(installation, unit, read_pass(installation, unit, shown, browser))
        return Opened(case, letter_actor(place_of(request)))

    def note(unit: Unit, mending: Mending) -> None:
        note_code(installation.clock, unit, mending.row.id)

    return Way("/correct/open", "", "/correct/sent", "", open_letter, note)


def _inside(request: Request, page: Callable[[Way], Response]) -> Response:
    try:
        return page(_way(request))
    except NotFound:
        return see(request, "/correct")


@router.get("/open")
def check(request: Request) -> Response:
    return _inside(request, lambda way: check_page(request, way))


@router.get("/open/{page}")
def question(request: Request, page: str) -> Response:
    return _inside(request, lambda way: show_page(request, way, page))


@router.post("/open/{page}")
def save(request: Request, page: str, sent: FilePost) -> Response:
    answer = _inside(request, lambda way: save_sent_page(request, way, page, sent))
    with reading(request) as (installation, unit):
        try:
            correction = read_pass(installation, unit, read_cookie(request, CORRECTION), browser_of(request))
        except NotFound:
            kept = keep_typed_page(request, page, sent.boxes)
            return see(request, "/correct?kept=yes") if kept else answer
    # Saving renews the pass for another hour.
    set_cookie(request, answer, CORRECTION, make_pass(installation, correction, browser_of(request)))
    return answer


@router.patch("/open/{page}")
def keep(request: Request, page: str, piece: PiecePost) -> Response:
    return _inside(request, lambda way: keep_page_piece(request, way, page, piece))


@router.post("/open")
def send(request: Request, posted: Post) -> Response:
    return _inside(request, lambda way: send_mended(request, way, first(posted, MARK)))


@router.get("/sent")
def sent(request: Request) -> Response:
    with reading(request) as (installation, unit):
        try:
            correction = read_pass(installation, unit, read_cookie(request, CORRECTION), browser_of(request))
        except NotFound:
            return see(request, "/correct")
        if not correction.used:
            return see(request, "/correct/open")
        case = open_returned(installation, unit, correction)
    context = {
        "receipt_number": case.row.receipt_number,
        "arrived": case.arrival_day,
        "office": office_view(
            installation.city.office(case.row.duty, installation.clock.today()), language_of(request)
        ),
    }
    return render(request, "pages/correct/sent.html", context)


@router.get("/{code}")
def scanned(request: Request, code: str) -> Response:
    """Looks nothing up: the URL reveals no more than the letter."""
    valid_code = read_code(code)
    return _ask(request, {"code": [grouped(valid_code) if valid_code else code[:40]]})
