"""The visitor's paired screen, without sign-in."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.mistakes import Mistake
from forms.text.foreign_day import is_foreign
from forms.text.translations import translations
from portal.db import Unit
from portal.errors import Conflict, TooMany
from portal.services.counter import visitor_screen_pairing
from portal.services.counter.ask_visitor import draw_curtain, interview_on_screen, leave_to_clerk, take_answer
from portal.services.counter.visitor_screen_sections import (
    ASKING,
    SECTION,
    Shown,
    ShownSection,
    look,
    record_answer,
    resize,
    sign,
    speak,
)
from portal.services.counter.visitor_screen_state import PAPER
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session
from portal.services.shared.write_audit import write_audit
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from portal.web.counter.visitor_questions import count_sheets, sheet_of
from portal.web.counter.visitor_screen_mark import mark_of_screen
from portal.web.counter.visitor_screen_signature import read_signature
from portal.web.counter.visitor_screen_words import screen_words
from portal.web.shared.access import anyone
from portal.web.shared.furigana import readings
from portal.web.shared.page import LANGUAGES, render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import (
    STAFF,
    VISITOR,
    drop_cookie,
    installation_of,
    place_of,
    read_cookie,
    reading,
    set_cookie,
)

router = Router("staff", prefix="/counter/screen", access=anyone())
_HERE = "/counter/screen"
RESTING = "rest"  # the mark of a window's screen between visits
_MOST_ITEMS = 300
_ACT, _KEY, _CODE = "screen-act", "ask-question", "ask-answer"


@router.get("")
def show(request: Request) -> Response:
    installation, token = installation_of(request), read_cookie(request, VISITOR)
    with installation.database.read() as unit:
        screen_and_visit = visitor_screen_pairing.screen_of(unit, token)
        if screen_and_visit is None:
            if visitor_screen_pairing.is_resting(unit, token):
                return _plain(request, "waiting", {"mark": RESTING})
            return _over(request) if token else _pairing(request, unit, request.query_params.get("code", ""))
        return _shown(request, unit, screen_and_visit)


def _shown(request: Request, unit: Unit, screen_and_visit: tuple[ScreenRow, VisitRow], wrong: str = "") -> Response:
    installation = installation_of(request)
    shown, mark = look(installation, unit, *screen_and_visit), mark_of_screen(installation, unit, *screen_and_visit)
    if shown.phase == ASKING:
        return _asking(request, unit, screen_and_visit, shown, mark)
    beside = look(installation, unit, *screen_and_visit, "ja").sections if is_foreign(shown.language) else ()
    return _page(request, shown, beside, mark, wrong)


def _over(request: Request) -> Response:
    response = _plain(request, "over", {"over": True})
    drop_cookie(request, response, VISITOR)
    return response


def _pairing(request: Request, unit: Unit, code: str, status: int = 200) -> Response:
    staff = find_session(installation_of(request), unit, "staff", read_cookie(request, STAFF)) is not None
    context = {"code": code[:20], "reason": "staff_here" if staff else ""}
    return _render(request, "pages/screen/pair.html", "ja", context, status)


def _plain(request: Request, phase: str, more: dict[str, Any]) -> Response:
    return _render(
        request,
        "pages/screen/said.html",
        more.pop("language", "ja"),
        {"phase": phase, "over": False, "again": 0, **more},
    )


def _render(request: Request, template: str, language: str, context: dict[str, Any], status: int = 200) -> Response:
    own = {
        "say": screen_words(language),
        # In two languages at once: who points at a word is understood on both sides of the counter.
        "ja": screen_words("ja") if is_foreign(language) else {},
        "beside": None,
        "language": language,
        "machine_made": translations(language).machine_made,
        "mark": "",
        "blinks": 5,
        "spoken": {name: LANGUAGES[name] for name in installation_of(request).city.languages},
        "same": "",
        "large": False,
    }
    return render(request, template, own | context, status=status)


def _at(request: Request) -> int:
    asked = request.query_params.get("at", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else -1


def _asking(
    request: Request, unit: Unit, screen_and_visit: tuple[ScreenRow, VisitRow], shown: Shown, mark: str,
    wrong: Mapping[str, tuple[Mistake, ...]] = {},
) -> Response:  # fmt: skip
    installation, language = installation_of(request), shown.language
    interview = interview_on_screen(installation, unit, *screen_and_visit)
    sheet, beside = (
        sheet_of(installation, interview, spoken, screen_words(spoken), _at(request), wrong) if interview else None
        for spoken in (language, "ja")
    )
    if sheet is None:
        last = count_sheets(interview) if interview else 0
        return _plain(request, "asked", {"mark": mark, "language": language, "again": last, "large": shown.large})
    # Boxes that a visitor is ticking are not reloaded; a choice of one press may reload more often.
    context = {
        "sheet": sheet,
        "beside": beside if is_foreign(language) else None,
        "readings": readings,
        "mark": mark,
        "same": f"{language} {sheet.mark}",
        "blinks": 120 if sheet.ticks else 30,
        "large": shown.large,
    }
    return _render(request, "pages/screen/ask.html", language, context, 422 if wrong else 200)


def _page(
    request: Request, shown: Shown, beside: Sequence[ShownSection], mark: str, wrong: str = ""
) -> Response:  # fmt: skip
    index = _at(request)
    if shown.sections and (shown.phase == SECTION or 0 <= index < len(shown.sections)):
        return _section(request, shown, beside, index, mark)
    if shown.phase == "sign":
        # A visitor who writes without scripts needs more time than one who only reads.
        sheet = {"mark": mark, "wrong": wrong, "last": len(shown.sections) - 1, "blinks": 120, "large": shown.large}
        return _render(request, "pages/screen/sign.html", shown.language, sheet, 422 if wrong else 200)
    return _plain(request, shown.phase, {"mark": mark, "language": shown.language, "large": shown.large})


def _section(request: Request, shown: Shown, beside: Sequence[ShownSection], index: int, mark: str) -> Response:
    if not 0 <= index < len(shown.sections):
        index = next(number for number, section in enumerate(shown.sections) if not section.answer)
    context = {
        "section": shown.sections[index],
        "beside": beside[index] if beside else None,
        "number": index + 1,
        "all": len(shown.sections),
        "mark": mark,
        "large": shown.large,
        "blinks": 30,
    }
    return _render(request, "pages/screen/section.html", shown.language, context)


@router.get("/news")
def news(request: Request) -> Response:
    """Without personal data; does not extend the pairing."""
    with reading(request) as (installation, unit):
        token = read_cookie(request, VISITOR)
        screen_and_visit = visitor_screen_pairing.screen_of(unit, token)
        mark = (
            mark_of_screen(installation, unit, *screen_and_visit)
            if screen_and_visit
            else RESTING
            if visitor_screen_pairing.is_resting(unit, token)
            else ""
        )
    return JSONResponse({"mark": mark}, headers={"Cache-Control": "no-store"})


@router.post("/pair")
def pair(request: Request, posted: Post) -> Response:
    """Refused while staff are signed in on the device: its next user would act as them."""
    installation, place, code = installation_of(request), place_of(request), first(posted, "code")
    try:
        with installation.database.write() as unit:
            if find_session(installation, unit, "staff", read_cookie(request, STAFF)) is not None:
                return _pairing(request, unit, "", status=409)
            token = visitor_screen_pairing.pair(installation, unit, place, code)
            unit.commit()
    except TooMany:
        return _render(request, "pages/screen/pair.html", "ja", {"code": "", "reason": "too_many"}, 429)
    if not token:
        return _render(request, "pages/screen/pair.html", "ja", {"code": "", "reason": "wrong_code"}, 422)
    response = see(request, _HERE)
    set_cookie(request, response, VISITOR, token)
    return response


@router.post("")
def press(request: Request, posted: Post) -> Response:
    installation, (act, _, named) = installation_of(request), first(posted, _ACT).partition(".")
    with installation.database.write() as unit:
        screen_and_visit = visitor_screen_pairing.screen_of(unit, read_cookie(request, VISITOR))
        if screen_and_visit is None:
            return see(request, _HERE)
        try:
            wrong = _done(request, unit, screen_and_visit, act, named, posted)
        except Conflict:  # the clerk changed something at the same moment: the page explains what
            return see(request, _HERE)
        if wrong:
            return _shown(request, unit, screen_and_visit, wrong)
        unit.commit()
    return see(request, _HERE)


@router.post("/answer")
def answer(request: Request, posted: Post) -> Response:
    installation, key = installation_of(request), first(posted, _KEY)
    with installation.database.write() as unit:
        screen_and_visit = visitor_screen_pairing.screen_of(unit, read_cookie(request, VISITOR))
        if screen_and_visit is None:
            return see(request, _HERE)
        try:
            done, wrong = _answered(installation, unit, screen_and_visit, key, posted)
        except Conflict:  # the clerk saved at the same moment: the page shows the remaining questions
            return see(request, _HERE)
        if wrong:
            shown, mark = (
                look(installation, unit, *screen_and_visit),
                mark_of_screen(installation, unit, *screen_and_visit),
            )
            return _asking(request, unit, screen_and_visit, shown, mark, {key: wrong})
        if done:
            write_audit(
                installation,
                unit,
                visitor_screen_pairing.visitor(screen_and_visit[1].id, place_of(request)),
                done,
                detail=screen_and_visit[1].id,
            )
            unit.commit()
    return see(request, _HERE)


def _answered(
    installation: Installation, unit: Unit, screen_and_visit: tuple[ScreenRow, VisitRow], key: str, posted: Posted
) -> tuple[str, tuple[Mistake, ...]]:  # fmt: skip
    # (audit act, "" if nothing was done; why an answer was rejected).
    act = first(posted, _ACT)
    if act == "unsure":
        return "unsure on screen" if leave_to_clerk(installation, unit, *screen_and_visit, key) else "", ()
    if act in ("open", "close"):
        drawn = draw_curtain(installation, unit, *screen_and_visit, key, opened=act == "open")
        return f"{act} curtain on screen" if drawn else "", ()
    wrong = take_answer(installation, unit, *screen_and_visit, key, posted.get(_CODE, ()))
    return "" if wrong is None else "answer on screen", wrong or ()


def _done(
    request: Request, unit: Unit, screen_and_visit: tuple[ScreenRow, VisitRow], act: str, named: str, posted: Post
) -> str:  # fmt: skip
    # Why a signature was rejected, or "".
    installation, visit = installation_of(request), screen_and_visit[1]
    actor = visitor_screen_pairing.visitor(visit.id, place_of(request))
    if act in ("right", "wrong"):
        items = [
            int(place)
            for place in posted.get("item", ())[:_MOST_ITEMS]
            if place.isascii() and place.isdigit() and len(place) < 4
        ]
        record_answer(installation, unit, *screen_and_visit, named, act == "right", items)
        write_audit(installation, unit, actor, f"say {act} on screen", detail=visit.id)
    elif act == "speak" and named in installation_of(request).city.languages:
        speak(installation, unit, *screen_and_visit, named)
    elif act == "size" and named in ("large", "usual"):
        resize(installation, unit, *screen_and_visit, named == "large")
    elif act in ("sign", PAPER):
        signed, wrong = ({"way": PAPER}, "") if act == PAPER else read_signature(installation, posted)
        if wrong:
            return wrong
        sign(installation, unit, *screen_and_visit, signed)
        write_audit(installation, unit, actor, "sign on screen", detail=f"{visit.id} {signed['way']}")
    return ""
