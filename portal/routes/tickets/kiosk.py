"""記載台: who comes alone answers a guide on the hall's own terminal and takes a number; the answers go to the desk."""

import secrets
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.city.tickets import Hall
from forms.guide.guide import Guide
from forms.path.binding import bind
from forms.path.path import AskedPage, Path
from portal.errors import NotFound
from portal.services.finding.describe_guide import describe_acts, papers_of
from portal.services.finding.follow_guide import NOTHING, GuideProgress, follow_guide, guide_of
from portal.services.shared import throttle
from portal.services.shared.catalogue import speech_of
from portal.services.shared.throttle import TICKETS_PLACE
from portal.services.tickets.hall_links import KIOSK, KIOSK_MINUTES, kind_of
from portal.services.tickets.keep_ticket_answers import keep_ticket_answers, kiosk_guides
from portal.services.tickets.take_ticket import gives_now, hall_of, take_ticket
from portal.services.tickets.waiting_times import hall_state, place_of
from portal.store.tickets import tickets
from portal.web.filing.question_page import page_title, problems, views
from portal.web.filing.step_progress import way_of
from portal.web.finding.answered_rows import answered_rows
from portal.web.finding.guide_cards import guide_card, named
from portal.web.shared import state as browser
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import drop_cookie, installation_of
from portal.web.tickets.hall_view import hall_view
from portal.web.tickets.kiosk_state import KIOSK as COOKIE
from portal.web.tickets.kiosk_state import KioskState, forget_visitor, keep_state, read_state

router = Router("shared", prefix="/halls/{hall}/kiosk/{key}", access=anyone())


def _hall(request: Request, hall: str, key: str) -> Hall:
    installation = installation_of(request)
    shown = hall_of(installation, hall)
    if kind_of(installation, shown, key) != KIOSK:
        raise NotFound("hall")
    return shown


def _guide(request: Request, guide: str) -> Guide:
    return guide_of(kiosk_guides(installation_of(request).guides.values()), guide)


def _here(hall: str, key: str) -> str:
    return f"/halls/{hall}/kiosk/{key}"


def _progress(request: Request, hall: Hall, guide: Guide) -> tuple[GuideProgress, KioskState]:
    # Of another guide, or of a number that was taken: from the beginning.
    state = read_state(request, hall)
    if (state.guide, state.meaning, state.ticket) != (guide.id, guide.questions.meaning, ""):
        state = KioskState(guide.id, guide.questions.meaning)
    return follow_guide(installation_of(request), guide, state.answers, NOTHING), state


def _next(here: str, progress: GuideProgress, state: KioskState) -> str:
    asked = progress.next_page(frozenset(state.seen))
    return f"{here}/{progress.guide.id}/" + (f"questions/{asked.page.id}" if asked is not None else "list")


def _page(request: Request, name: str, hall: Hall, here: str, context: dict[str, Any], status: int = 200) -> Response:
    common = {"here": here, "hall_title": hall.title.in_(language_of(request))[0], "minutes": KIOSK_MINUTES}
    return render(request, f"pages/tickets/kiosk_{name}.html", common | context, status=status)


@router.get("")
def begin(request: Request, hall: str, key: str) -> Response:
    installation, shown = installation_of(request), _hall(request, hall, key)
    guides = kiosk_guides(installation.guides.values()).values()
    context = {
        "open": gives_now(installation, shown),
        "guides": [guide_card(guide, language_of(request)) for guide in guides],
    }
    response = _page(request, "start", shown, _here(hall, key), context)
    drop_cookie(request, response, COOKIE)
    return response


@router.get("/over")
def over(request: Request, hall: str, key: str) -> Response:
    _hall(request, hall, key)
    return forget_visitor(request, see(request, _here(hall, key)))


@router.get("/taken")
def taken(request: Request, hall: str, key: str) -> Response:
    # By the cookie alone: the key shows no ticket of anybody.
    installation, shown, here = installation_of(request), _hall(request, hall, key), _here(hall, key)
    state = read_state(request, shown)
    with installation.database.read() as unit:
        row = tickets.by_id(unit, state.ticket) if state.ticket else None
        current = hall_state(installation, unit, shown)
    guide = installation.guides.get(state.guide)
    if row is None or guide is None or (row.hall, row.day) != (shown.id, installation.clock.today().isoformat()):
        return see(request, here)
    progress = follow_guide(installation, guide, state.answers, NOTHING)
    queue = current.row(row.queue)
    context = _to_do(request, progress) | {
        "name": current.name(row),
        "queue": queue.queue.title.in_(language_of(request))[0] if queue else "",
        "place": place_of(current, row),
    }
    return _page(request, "taken", shown, here, context)


@router.get("/{guide}")
def answer_guide(request: Request, hall: str, key: str, guide: str) -> Response:
    shown, current = _hall(request, hall, key), _guide(request, guide)
    state = KioskState(current.id, current.questions.meaning)
    progress = follow_guide(installation_of(request), current, state.answers, NOTHING)
    return keep_state(request, see(request, _next(_here(hall, key), progress, state)), shown, state)


@router.get("/{guide}/questions/{page}")
def show(request: Request, hall: str, key: str, guide: str, page: str) -> Response:
    shown, here = _hall(request, hall, key), _here(hall, key)
    progress, state = _progress(request, shown, _guide(request, guide))
    asked = progress.path.page(page)
    if asked is None:
        return see(request, _next(here, progress, state))
    return _question(request, shown, here, progress, asked, progress.path)


@router.post("/{guide}/questions/{page}")
def answer(request: Request, hall: str, key: str, guide: str, page: str, posted: Post) -> Response:
    shown, here = _hall(request, hall, key), _here(hall, key)
    progress, state = _progress(request, shown, _guide(request, guide))
    asked = progress.path.page(page)
    if asked is None:
        return see(request, _next(here, progress, state))
    names = frozenset(question.id for question in asked.fields)
    path = bind(progress.guide.questions, names, posted, progress.path.answers, progress.environment)
    if path.mistakes:
        return _question(request, shown, here, progress, asked, path, posted)
    after = replace(state, answers=dict(path.answers), seen=tuple(dict.fromkeys((*state.seen, page))))
    further = follow_guide(installation_of(request), progress.guide, after.answers, NOTHING)
    return keep_state(request, see(request, _next(here, further, after)), shown, after)


def _question(
    request: Request, hall: Hall, here: str, progress: GuideProgress, asked: AskedPage, path: Path,
    posted: Posted | None = None,
) -> Response:  # fmt: skip
    speech = speech_of(progress.guide.questions, language_of(request))
    shown = views(asked, path, speech, progress.environment, posted=posted)
    before = progress.path.before(asked.page.id)
    heading = page_title(speech, asked)
    context = {
        "guide": named(request, progress.guide),
        "fields": shown,
        "heading": heading,
        "title": heading or shown[0].label,
        "problems": problems(shown),
        "back": f"{here}/{progress.guide.id}/questions/{before.page.id}" if before else here,
        "way": way_of([progress.guide.questions], 0, asked, speech),
    }
    return _page(request, "question", hall, here, context, status=422 if posted is not None else 200)


@router.get("/{guide}/list")
def what_to_do(request: Request, hall: str, key: str, guide: str) -> Response:
    installation, shown, here = installation_of(request), _hall(request, hall, key), _here(hall, key)
    progress, state = _progress(request, shown, _guide(request, guide))
    if progress.next_page(frozenset(state.seen)) is not None:
        return see(request, _next(here, progress, state))
    with installation.database.read() as unit:
        halls = hall_view(hall_state(installation, unit, shown), language_of(request))
    context = _to_do(request, progress) | {
        "guide": named(request, progress.guide),
        "answers": answered_rows(progress, language_of(request)),
        "queues": halls["queues"],
        "open": gives_now(installation, shown),
        "once": secrets.token_urlsafe(16),
    }
    return _page(request, "list", shown, here, context)


def _to_do(request: Request, progress: GuideProgress) -> dict[str, Any]:
    described = describe_acts(installation_of(request), progress.guide, progress.acts, language_of(request))
    doing = [act for act in described if act.doing and not act.maybe]
    return {
        "doing": doing,
        "maybe": [act for act in described if act.doing and act.maybe],
        "bring": papers_of(act for act in doing if "counter" in act.ways),
    }


@router.post("/{guide}/list")
def take(request: Request, hall: str, key: str, guide: str, posted: Post) -> Response:
    installation, shown, here = installation_of(request), _hall(request, hall, key), _here(hall, key)
    progress, state = _progress(request, shown, _guide(request, guide))
    if not state.answers or progress.next_page(frozenset(state.seen)) is not None:
        # Pressed twice: the number is there already.
        return see(request, f"{here}/taken" if read_state(request, shown).ticket else _next(here, progress, state))
    if not gives_now(installation, shown):
        # It closed meanwhile; the page of a refusal would lead out of the terminal.
        return see(request, f"{here}/{guide}/list")
    with installation.database.change() as unit:
        throttle.count(installation, unit, TICKETS_PLACE, browser.place_of(request))
        row = take_ticket(installation, unit, shown, first(posted, "queue"), first(posted, "once"))
        keep_ticket_answers(installation, unit, row, progress.guide, state.answers)
    return keep_state(request, see(request, f"{here}/taken"), shown, replace(state, ticket=row.id))
