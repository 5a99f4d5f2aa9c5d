"""手続ガイド, without sign-in; stores nothing."""

from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.guide.guide import Guide
from forms.path.binding import bind
from forms.path.path import AskedPage, Path
from portal.services.bookings.write_calendar import write_last_days
from portal.services.bundles.fit_bundle import why_not_now
from portal.services.finding.describe_guide import describe_acts, papers_of
from portal.services.finding.follow_guide import GuideProgress, follow_guide, guide_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.sessions import Session
from portal.web.filing.question_page import page_title, problems, views
from portal.web.filing.step_progress import way_of
from portal.web.finding.answered_rows import answered_rows
from portal.web.finding.disclose_days import disclose_days
from portal.web.finding.entrance import event_title
from portal.web.finding.guide_cards import guide_cards, named
from portal.web.finding.guide_state import GuideState, forget_state, keep_state, read_state
from portal.web.shared.access import anyone, signed_in
from portal.web.shared.calendar_answer import calendar_answer, calendar_host
from portal.web.shared.page import language_of, render, see
from portal.web.shared.posting import Post, Posted
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, resident_or_none
from portal.web.shared.words import words

router = Router("resident", prefix="/guides")


@router.get("", access=anyone())
def all_guides(request: Request) -> Response:
    _signed_in(request)
    return render(request, "pages/guides/all.html", {"guides": guide_cards(request)})


def _signed_in(request: Request) -> Session | None:
    with installation_of(request).database.read() as unit:
        return resident_or_none(request, unit)


def _progress(request: Request, guide: str) -> tuple[GuideProgress, GuideState]:
    current_guide = guide_of(installation_of(request).guides, guide)
    state = read_state(request, current_guide, _signed_in(request))
    return follow_guide(installation_of(request), current_guide, state.answers, state.days), state


def _next(progress: GuideProgress, state: GuideState) -> str:
    asked = progress.next_page(frozenset(state.seen))
    base = f"/guides/{progress.guide.id}"
    return f"{base}/questions/{asked.page.id}" if asked is not None else f"{base}/list"


def _context(request: Request, progress: GuideProgress, state: GuideState) -> dict[str, Any]:
    return {
        "guide": named(request, progress.guide),
        "begun": bool(progress.path.answers or state.days),
        "next": _next(progress, state),
    }


@router.get("/{guide}", access=anyone())
def start(request: Request, guide: str) -> Response:
    progress, state = _progress(request, guide)
    person = request.state.person
    may_disclose = person is not None and not person.guest and not state.days
    known = any(question.known_by or question.known_from for question in progress.guide.questions.fields)
    context = {
        "count": len(progress.guide.questions.pages),
        "events": [(event, event_title(event, language_of(request))) for event in progress.guide.events],
        "may_tell": may_disclose and known,
        "disclosed": bool(progress.known),
    }
    return render(request, "pages/guides/start.html", _context(request, progress, state) | context)


@router.get("/{guide}/questions/{page}", access=anyone())
def show(request: Request, guide: str, page: str) -> Response:
    progress, state = _progress(request, guide)
    asked = progress.path.page(page)
    if asked is None:
        return see(request, _next(progress, state))
    return _question(request, progress, state, asked, progress.path)


@router.post("/{guide}/questions/{page}", access=anyone())
def answer(request: Request, guide: str, page: str, posted: Post) -> Response:
    progress, state = _progress(request, guide)
    asked = progress.path.page(page)
    if asked is None:
        return see(request, _next(progress, state))
    names = frozenset(question.id for question in asked.fields)
    path = bind(progress.guide.questions, names, posted, progress.path.answers, progress.environment)
    if path.mistakes:
        return _question(request, progress, state, asked, path, posted)
    # A derived answer stays a fact of its source unless this page changed it.
    mine = {name: value for name, value in path.answers.items() if name not in progress.known or name in names}
    after = replace(state, answers=mine, seen=tuple(dict.fromkeys((*state.seen, page))))
    further = follow_guide(installation_of(request), progress.guide, after.answers, after.days)
    return keep_state(request, see(request, _next(further, after)), progress.guide, after)


def _question(
    request: Request,
    progress: GuideProgress,
    state: GuideState,
    asked: AskedPage,
    path: Path,
    posted: Posted | None = None,
) -> Response:
    speech = speech_of(progress.guide.questions, language_of(request))
    whence = words(speech.language)[f"source.{progress.source}"] if progress.source else ""
    sources = dict.fromkeys(progress.known, whence)
    shown = views(asked, path, speech, progress.environment, posted=posted, helped=sources)
    before = progress.path.before(asked.page.id)
    heading = page_title(speech, asked)
    base = f"/guides/{progress.guide.id}"
    context = _context(request, progress, state) | {
        "fields": shown,
        "heading": heading,
        "title": heading or shown[0].label,
        "problems": problems(shown),
        "back": f"{base}/questions/{before.page.id}" if before else base,
        "way": way_of([progress.guide.questions], 0, asked, speech),
    }
    return render(request, "pages/guides/question.html", context, wrong=posted is not None)


@router.get("/{guide}/list", access=anyone())
def what_to_do(request: Request, guide: str) -> Response:
    progress, state = _progress(request, guide)
    if progress.next_page(frozenset(state.seen)) is not None:
        return see(request, _next(progress, state))
    language = language_of(request)
    described = describe_acts(installation_of(request), progress.guide, progress.acts, language)
    sure = [act for act in described if not act.maybe]
    doing = [act for act in sure if act.doing]
    here = [act for act in doing if act.link]
    context = _context(request, progress, state) | {
        "doing": doing,
        "here": here,
        "bundle": _bundle(request, progress.guide, [act.procedure for act in here]),
        "by_itself": [act for act in sure if not act.doing],
        "maybe": [act for act in described if act.maybe],
        "bring": papers_of(act for act in doing if "counter" in act.ways and act.needs_papers),
        "answers": answered_rows(progress, language),
        "dated": any(act.until for act in doing),
        "asked_on": progress.environment.today,
    }
    return render(request, "pages/guides/list.html", context)


def _bundle(request: Request, guide: Guide, procedures: list[str]) -> dict[str, Any]:
    installation = installation_of(request)
    offered = [installation.catalogue.current(procedure_id) for procedure_id in dict.fromkeys(procedures)]
    with installation.database.read() as unit:
        fit = [procedure.id for procedure in offered if not why_not_now(installation, unit, procedure)]
    if len(fit) < 2:
        return {}
    query = "&".join([*(f"with={procedure.id}" for procedure in offered), f"guide={guide.id}"])
    return {"count": len(fit), "href": f"/bundles/choose?{query}"}


@router.get("/{guide}/calendar.ics", access=anyone())
def calendar(request: Request, guide: str) -> Response:
    installation = installation_of(request)
    progress, state = _progress(request, guide)
    described = describe_acts(installation, progress.guide, progress.acts, language_of(request))
    note = words(language_of(request))["guide.in_calendar"]
    days = [
        (f"{progress.guide.id}-{act.id}-{act.until:%Y%m%d}", act.until, note.format(title=act.title))
        for act in described
        if act.until is not None and act.doing and not act.maybe
    ]
    if not days:
        return see(request, _next(progress, state))
    content = write_last_days(days, calendar_host(installation.settings), installation.clock.now())
    return calendar_answer(content, progress.guide.id)


@router.post("/{guide}/known", access=signed_in())
def use_known(request: Request, guide: str, _posted: Post) -> Response:
    installation = installation_of(request)
    current_guide = guide_of(installation.guides, guide)
    session, days = disclose_days(request)
    state = replace(read_state(request, current_guide, session), days=dict(days), by=session.person_id or "")
    progress = follow_guide(installation, current_guide, state.answers, state.days)
    return keep_state(request, see(request, _next(progress, state)), current_guide, state)


@router.post("/{guide}/forget", access=anyone())
def forget(request: Request, guide: str, _posted: Post) -> Response:
    current_guide = guide_of(installation_of(request).guides, guide)
    _signed_in(request)
    return forget_state(request, see(request, f"/guides/{current_guide.id}"), current_guide)
