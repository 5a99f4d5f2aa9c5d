"""手続きガイド: from a life event to what is to be done, without sign-in and without scripts. Files nothing, keeps nothing."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from forms.binding import bind
from forms.path import AskedPage, Path
from portal.services.describe_guide import describe_acts, papers_of
from portal.services.fit_bundle import why_not_now
from portal.services.follow_guide import Stand, days_told, follow_guide, guide_of
from portal.services.gather_sources import ask_register
from portal.services.linked_person import linked_number
from portal.services.sessions import Session, touch_session
from portal.services.sign_in_resident import card_of
from portal.services.write_calendar import write_last_days
from portal.web.guide_cards import guide_cards, named
from portal.web.guide_state import GuideState, forget_state, keep_state, read_state
from portal.web.page import language_of, render, see
from portal.web.posting import Post, Posted
from portal.web.question_page import page_title, problems, views
from portal.web.router import Router
from portal.web.signed_in import resident, resident_actor, resident_or_none
from portal.web.state import installation_of
from portal.web.words import words

router = Router(prefix="/guides")


@router.get("")
def all_guides(request: Request) -> Response:
    _signed_in(request)
    return render(request, "pages/guides/all.html", {"guides": guide_cards(request)})


def _signed_in(request: Request) -> Session | None:
    with installation_of(request).database.read() as unit:
        return resident_or_none(request, unit)


def _stand(request: Request, guide: str) -> tuple[Stand, GuideState]:
    found = guide_of(installation_of(request), guide)
    state = read_state(request, found, _signed_in(request))
    return follow_guide(installation_of(request), found, state.answers, state.told), state


def _next(stand: Stand, state: GuideState) -> str:
    asked = stand.next_page(frozenset(state.seen))
    base = f"/guides/{stand.guide.id}"
    return f"{base}/questions/{asked.page.id}" if asked is not None else f"{base}/list"


def _context(request: Request, stand: Stand, state: GuideState) -> dict[str, Any]:
    return {
        "guide": named(request, stand.guide),
        "begun": bool(stand.path.answers or state.told),
        "next": _next(stand, state),
    }


@router.get("/{guide}")
def start(request: Request, guide: str) -> Response:
    stand, state = _stand(request, guide)
    person = request.state.person
    may_tell = person is not None and not person.guest and not state.told
    known = any(one.known_by or one.known_from for one in stand.guide.questions.fields)
    context = {"count": len(stand.guide.questions.pages), "may_tell": may_tell and known, "told": bool(stand.known)}
    return render(request, "pages/guides/start.html", _context(request, stand, state) | context)


@router.get("/{guide}/questions/{page}")
def show(request: Request, guide: str, page: str) -> Response:
    stand, state = _stand(request, guide)
    asked = stand.path.page(page)
    if asked is None:
        return see(request, _next(stand, state))
    return _question(request, stand, state, asked, stand.path)


@router.post("/{guide}/questions/{page}")
def answer(request: Request, guide: str, page: str, posted: Post) -> Response:
    stand, state = _stand(request, guide)
    asked = stand.path.page(page)
    if asked is None:
        return see(request, _next(stand, state))
    names = frozenset(one.id for one in asked.fields)
    path = bind(stand.guide.questions, names, posted, stand.path.answers, stand.environment)
    if path.mistakes:
        return _question(request, stand, state, asked, path, posted)
    # What answered itself stays a fact of its source, unless they said otherwise on this page.
    mine = {name: value for name, value in path.answers.items() if name not in stand.known or name in names}
    after = replace(state, answers=mine, seen=tuple(dict.fromkeys((*state.seen, page))))
    further = follow_guide(installation_of(request), stand.guide, after.answers, after.told)
    return keep_state(request, see(request, _next(further, after)), stand.guide, after)


def _question(
    request: Request, stand: Stand, state: GuideState, asked: AskedPage, path: Path, posted: Posted | None = None
) -> Response:
    speech = installation_of(request).speech(stand.guide.questions, language_of(request))
    whence = words(speech.language)[f"source.{stand.source}"] if stand.source else ""
    sources = dict.fromkeys(stand.known, whence)
    shown = views(asked, path, speech, stand.environment, posted=posted, helped=sources)
    before = stand.path.before(asked.page.id)
    heading = page_title(speech, asked)
    base = f"/guides/{stand.guide.id}"
    context = _context(request, stand, state) | {
        "fields": shown,
        "heading": heading,
        "title": heading or shown[0].label,
        "problems": problems(shown),
        "back": f"{base}/questions/{before.page.id}" if before else base,
        "number": [one.page.id for one in stand.path.pages].index(asked.page.id) + 1,
        "total": len(stand.path.pages),
    }
    return render(request, "pages/guides/question.html", context, status=422 if posted is not None else 200)


@router.get("/{guide}/list")
def what_to_do(request: Request, guide: str) -> Response:
    """The list, once every question that needs an answer has one."""
    stand, state = _stand(request, guide)
    if stand.next_page(frozenset(state.seen)) is not None:
        return see(request, _next(stand, state))
    language = language_of(request)
    found = describe_acts(installation_of(request), stand.guide, stand.acts, language)
    sure = [one for one in found if not one.maybe]
    doing = [one for one in sure if one.doing]
    context = _context(request, stand, state) | {
        "doing": doing,
        "here": [one for one in doing if one.link],
        "bundle": _bundle(request, [one.procedure for one in doing if one.link]),
        "by_itself": [one for one in sure if not one.doing],
        "maybe": [one for one in found if one.maybe],
        "bring": papers_of(one for one in doing if "counter" in one.ways),
        "answers": _answered(request, stand, language),
        "dated": any(one.until for one in doing),
        "asked_on": stand.environment.today,
    }
    return render(request, "pages/guides/list.html", context)


def _bundle(request: Request, procedures: list[str]) -> dict[str, Any]:
    """How many of those that can be filed now can be filed together, and where that begins; {} for less than two."""
    installation = installation_of(request)
    offered = [installation.catalogue.current(one) for one in dict.fromkeys(procedures)]
    with installation.database.read() as unit:
        fit = [one.id for one in offered if not why_not_now(installation, unit, one)]
    return (
        {"count": len(fit), "href": "/bundles/choose?" + "&".join(f"with={one.id}" for one in offered)}
        if len(fit) > 1
        else {}
    )


def _answered(request: Request, stand: Stand, language: str) -> list[dict[str, str]]:
    """Each question with its answer, where it came from, and the page where it can be changed."""
    speech = installation_of(request).speech(stand.guide.questions, language)
    rows = []
    for asked in stand.path.pages:
        for one in asked.fields:
            value = stand.path.answers.get(one.id)
            said = "" if value is None else one.type.show(value, one.settings, speech, one.path)
            source = words(language)[f"source.{stand.source}"] if one.id in stand.known else ""
            label = speech.text(one.label_place, one.label)
            rows.append({"label": label, "said": said, "source": source, "page": asked.page.id})
    return rows


@router.get("/{guide}/calendar.ics")
def calendar(request: Request, guide: str) -> Response:
    """The last days, to be taken into one's own calendar: what is to be done, and nothing of who asked."""
    installation = installation_of(request)
    stand, state = _stand(request, guide)
    found = describe_acts(installation, stand.guide, stand.acts, language_of(request))
    say = words(language_of(request))["guide.in_calendar"]
    days = [
        (f"{stand.guide.id}-{one.id}-{one.until:%Y%m%d}", one.until, say.format(title=one.title))
        for one in found
        if one.until is not None and one.doing and not one.maybe
    ]
    if not days:
        return see(request, _next(stand, state))
    host = urlsplit(installation.settings.base_url).hostname or "localhost"
    headers = {
        "Content-Disposition": f'attachment; filename="{stand.guide.id}.ics"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    content = write_last_days(days, host, installation.clock.now())
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/{guide}/known")
def use_known(request: Request, guide: str, _posted: Post) -> Response:
    """What card and register tell answers what it can. A register is asked while no unit is open."""
    installation = installation_of(request)
    found = guide_of(installation, guide)
    with installation.database.read() as unit:
        session = resident(request, unit)
        card = card_of(installation, unit, session.person_id or "") if not session.guest else {}
        linked = linked_number(installation, unit, session.person_id or "") if card else ""
    match = ask_register(installation, card, linked)
    with installation.database.write() as unit:
        told = days_told(installation, unit, card, match, resident_actor(request, session)) if card else {}
        touch_session(installation, unit, session)
        unit.commit()
    state = replace(read_state(request, found, session), told=told, by=session.person_id or "")
    stand = follow_guide(installation, found, state.answers, state.told)
    return keep_state(request, see(request, _next(stand, state)), found, state)


@router.post("/{guide}/forget")
def forget(request: Request, guide: str, _posted: Post) -> Response:
    found = guide_of(installation_of(request), guide)
    _signed_in(request)
    return forget_state(request, see(request, f"/guides/{found.id}"), found)
