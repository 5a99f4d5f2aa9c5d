"""The visitor's own screen at the counter: paired by a code, shown one section at a time, confirmed, signed. Nobody is signed in here, and
nothing of the clerk's pages is."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from forms.mistakes import Mistake
from portal.db import Unit
from portal.errors import Conflict, TooMany
from portal.services import pair_screen
from portal.services.ask_visitor import draw_curtain, interview_on_screen, leave_to_clerk, take_answer
from portal.services.installation import Installation
from portal.services.screen_state import PAPER
from portal.services.sessions import find_session
from portal.services.show_on_screen import ASKING, LANGUAGES, SECTION, Shown, look, say, sign, speak
from portal.services.write_audit import write_audit
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow
from portal.web.cookies import STAFF, VISITOR, drop_cookie, read_cookie, set_cookie
from portal.web.furigana import readings
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.router import Router
from portal.web.screen_mark import mark_of_screen
from portal.web.screen_signature import read_signature
from portal.web.screen_words import OWN_NAMES, SCREEN_WORDS
from portal.web.state import installation_of, place_of
from portal.web.visitor_questions import count_sheets, sheet_of

router = Router(prefix="/counter/screen")
_HERE = "/counter/screen"
_ACT, _KEY, _CODE = "screen-act", "ask-question", "ask-answer"


@router.get("")
def show(request: Request) -> Response:
    installation, token = installation_of(request), read_cookie(request, VISITOR)
    with installation.database.read() as unit:
        found = pair_screen.screen_of(installation, unit, token)
        if found is None:
            return _over(request) if token else _pairing(request, unit, request.query_params.get("code", ""))
        return _shown(request, unit, found)


def _shown(request: Request, unit: Unit, found: tuple[ScreenRow, VisitRow], wrong: str = "") -> Response:
    installation = installation_of(request)
    shown, mark = look(installation, unit, *found), mark_of_screen(installation, unit, *found)
    return _asking(request, unit, found, shown, mark) if shown.phase == ASKING else _page(request, shown, mark, wrong)


def _over(request: Request) -> Response:
    response = _plain(request, "over", {"over": True})
    drop_cookie(request, response, VISITOR)
    return response


def _pairing(request: Request, unit: Unit, code: str, told: str = "", status: int = 200) -> Response:
    staff = find_session(installation_of(request), unit, "staff", read_cookie(request, STAFF)) is not None
    context = {"code": code[:20], "told": "staff_here" if staff else told}
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
        "say": SCREEN_WORDS[language],
        "language": language,
        "mark": "",
        "blinks": 5,
        "spoken": OWN_NAMES,
        "same": "",
    }
    return render(request, template, own | context, status=status)


def _at(request: Request) -> int:
    """The part that was asked to be seen again; -1 for none."""
    asked = request.query_params.get("at", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else -1


def _asking(
    request: Request, unit: Unit, found: tuple[ScreenRow, VisitRow], shown: Shown, mark: str,
    wrong: Mapping[str, tuple[Mistake, ...]] = {},
) -> Response:  # fmt: skip
    """A few questions to choose at, or that there are none now. `wrong`: why an answer was not taken."""
    installation, language = installation_of(request), shown.language
    interview = interview_on_screen(installation, unit, *found)
    sheet = (
        sheet_of(installation, interview, language, SCREEN_WORDS[language], _at(request), wrong) if interview else None
    )
    if sheet is None:
        last = count_sheets(interview) if interview else 0
        return _plain(request, "asked", {"mark": mark, "language": language, "again": last})
    # Nobody's ticks are taken away while they think; what is chosen by one press can come anew more often.
    context = {
        "sheet": sheet,
        "readings": readings,
        "mark": mark,
        "same": f"{language} {sheet.mark}",
        "blinks": 120 if sheet.ticks else 30,
    }
    return _render(request, "pages/screen/ask.html", language, context, 422 if wrong else 200)


def _page(request: Request, shown: Shown, mark: str, wrong: str = "") -> Response:
    """`wrong`: why a signature was not taken."""
    at = _at(request)
    if shown.sections and (shown.phase == SECTION or 0 <= at < len(shown.sections)):
        return _section(request, shown, at, mark)
    if shown.phase == "sign":
        # Who writes without scripts needs more time than who only reads.
        sheet = {"mark": mark, "wrong": wrong, "last": len(shown.sections) - 1, "blinks": 120}
        return _render(request, "pages/screen/sign.html", shown.language, sheet, 422 if wrong else 200)
    return _plain(request, shown.phase, {"mark": mark, "language": shown.language})


def _section(request: Request, shown: Shown, at: int, mark: str) -> Response:
    """The one that was asked for, or the first of which nothing was said."""
    if not 0 <= at < len(shown.sections):
        at = next(number for number, one in enumerate(shown.sections) if not one.said)
    context = {"section": shown.sections[at], "number": at + 1, "all": len(shown.sections), "mark": mark}
    return _render(request, "pages/screen/section.html", shown.language, context)


@router.get("/news")
def news(request: Request) -> Response:
    """Whether the page is to be asked for anew. Tells nothing of anybody, and is no use of the screen."""
    installation = installation_of(request)
    with installation.database.read() as unit:
        found = pair_screen.screen_of(installation, unit, read_cookie(request, VISITOR))
        mark = mark_of_screen(installation, unit, *found) if found else ""
    return JSONResponse({"mark": mark}, headers={"Cache-Control": "no-store"})


@router.post("/pair")
def pair(request: Request, posted: Post) -> Response:
    """A wrong code, one that is used and one that is over are answered alike. Not where a member of staff is signed in: whoever gets this
    device next would be them."""
    installation, place, code = installation_of(request), place_of(request), first(posted, "code")
    try:
        with installation.database.write() as unit:
            if find_session(installation, unit, "staff", read_cookie(request, STAFF)) is not None:
                return _pairing(request, unit, "", status=409)
            token = pair_screen.pair(installation, unit, place, code)
            unit.commit()
    except TooMany:
        return _render(request, "pages/screen/pair.html", "ja", {"code": "", "told": "too_many"}, 429)
    if not token:
        return _render(request, "pages/screen/pair.html", "ja", {"code": "", "told": "wrong_code"}, 422)
    response = see(request, _HERE)
    set_cookie(request, response, VISITOR, token)
    return response


@router.post("")
def press(request: Request, posted: Post) -> Response:
    """One button of the screen. Pressed twice, or late, it changes nothing more."""
    installation, (act, _, named) = installation_of(request), first(posted, _ACT).partition(".")
    with installation.database.write() as unit:
        found = pair_screen.screen_of(installation, unit, read_cookie(request, VISITOR))
        if found is None:
            return see(request, _HERE)
        try:
            wrong = _done(request, unit, found, act, named, posted)
        except Conflict:  # the clerk did something at this moment: the page says what
            return see(request, _HERE)
        if wrong:
            return _shown(request, unit, found, wrong)
        unit.commit()
    return see(request, _HERE)


@router.post("/answer")
def answer(request: Request, posted: Post) -> Response:
    """One question answered, left to the clerk, or shown behind its curtain. What is not asked, not asked any more, or is no answer changes nothing."""
    installation, key = installation_of(request), first(posted, _KEY)
    with installation.database.write() as unit:
        found = pair_screen.screen_of(installation, unit, read_cookie(request, VISITOR))
        if found is None:
            return see(request, _HERE)
        try:
            done, wrong = _answered(installation, unit, found, key, posted)
        except Conflict:  # the clerk saved at this moment: the page shows what is still asked
            return see(request, _HERE)
        if wrong:
            shown, mark = look(installation, unit, *found), mark_of_screen(installation, unit, *found)
            return _asking(request, unit, found, shown, mark, {key: wrong})
        if done:
            write_audit(
                installation, unit, pair_screen.visitor(found[1].id, place_of(request)), done, detail=found[1].id
            )
            unit.commit()
    return see(request, _HERE)


def _answered(
    installation: Installation, unit: Unit, found: tuple[ScreenRow, VisitRow], key: str, posted: Posted
) -> tuple[str, tuple[Mistake, ...]]:  # fmt: skip
    """What was done, "" for nothing, and why an answer was not taken."""
    act = first(posted, _ACT)
    if act == "unsure":
        return "unsure on screen" if leave_to_clerk(installation, unit, *found, key) else "", ()
    if act in ("open", "close"):
        drawn = draw_curtain(installation, unit, *found, key, opened=act == "open")
        return f"{act} curtain on screen" if drawn else "", ()
    wrong = take_answer(installation, unit, *found, key, posted.get(_CODE, ()))
    return "" if wrong is None else "answer on screen", wrong or ()


def _done(
    request: Request, unit: Unit, found: tuple[ScreenRow, VisitRow], act: str, named: str, posted: Post
) -> str:  # fmt: skip
    """Why a signature was not taken; "" where all is well."""
    installation, visit = installation_of(request), found[1]
    actor = pair_screen.visitor(visit.id, place_of(request))
    if act in ("right", "wrong"):
        say(installation, unit, *found, named, act == "right")
        write_audit(installation, unit, actor, f"say {act} on screen", detail=visit.id)
    elif act == "speak" and named in LANGUAGES:
        speak(installation, unit, *found, named)
    elif act in ("sign", PAPER):
        signed, wrong = ({"way": PAPER}, "") if act == PAPER else read_signature(installation, posted)
        if wrong:
            return wrong
        sign(installation, unit, *found, signed)
        write_audit(installation, unit, actor, "sign on screen", detail=f"{visit.id} {signed['way']}")
    return ""
