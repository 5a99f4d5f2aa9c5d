from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.db import Unit
from portal.services.counter.ask_visitor import Overruled, overruled
from portal.services.counter.interview import Interview, open_interview, read_interview, save_interview
from portal.services.counter.register_interview import FULL, ROOM, Registered, register_interview
from portal.services.counter.settle_numbers import settle_numbers
from portal.services.counter.visits import Visit
from portal.services.desk.case.receive_paper import receive_presented
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.visit_facts import facts_of
from portal.services.procedures.ask_reception import PLACE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.counter.interview_screen import SHOWN, interview_screen, prefix_of, read_parts
from portal.web.counter.shown_answers import Changes, changes_elsewhere, own_changes, shown_answers
from portal.web.counter.visit import PLACE_COOKIE, opened_visit, usual_place
from portal.web.counter.visitor_asks import visitor_answers, visitor_asks, visitor_confirms
from portal.web.counter.visitor_screen_asking import ask_on_screen, send_to_screen
from portal.web.residents.source_words import source_names
from portal.web.shared.access import staff
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first, whole
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, set_cookie, writing

router = Router("staff", prefix="/counter/visits/{visit}/interview", access=staff("clerk", "reviewer"))
_ROWS = ("add", "person", "people", "household", "gone", "remove")  # acts that change rows
ACT, REVISION, BROUGHT, SHOWN_ANSWERS = "screen-act", "screen-revision", "screen-brought", "screen-answers"
LEFT = "screen-left"  # how many were open on the page that was posted


def _open(request: Request, unit: Unit, visit: str) -> tuple[Member, Interview]:
    installation = installation_of(request)
    signed, current_visit = opened_visit(request, unit, visit)
    facts = facts_of(installation, current_visit.row)
    return signed, open_interview(installation, unit, signed, current_visit, facts, usual_place(request))


@router.get("")
def show(request: Request, visit: str) -> Response:
    with changing(request) as (installation, unit):
        _, interview = _open(request, unit, visit)
    if not interview.parts:
        return see(request, f"/counter/visits/{visit}")
    was = whole(request.query_params.get("was", "")) or 0
    return _screen(request, installation, interview, going=request.query_params.get("remove", ""), was=was)


def _screen(
    request: Request, installation: Installation, interview: Interview, *, search: str = "", going: str = "",
    reason: str = "", overrules: Sequence[Overruled] = (), revision: str = "", brought: Sequence[str] = (), status: int = 200,
    refused: str = "", stored: Interview | None = None, shown: str = "", was: int = 0,
) -> Response:  # fmt: skip
    # `reason`: why nothing was stored; `refused`: the draft that prevents it; `overrules`: by the visitor; `going`: row to
    # confirm before removal; `stored`: what another saved; `shown`: by the page that was posted;
    # `was`: how many were open before people were added
    screen = interview_screen(installation, interview, search)
    changes = changes_elsewhere(stored, interview, screen, shown) if stored is not None else Changes()
    act = f"remove.{going}"
    context = {
        "screen": screen, "was": was, "careful": interview.careful, "visit": interview.visit, "people": [(person.called, source_names(person.sources)) for person in interview.facts.people], "reason": reason, "brought": brought,
        "others": len(interview.others), "revision": revision or f"{interview.known}:{interview.revision}",
        "visitor_answers": visitor_answers(interview, overrules), "changes": changes, "shown": shown if search else shown_answers(stored or interview),
        "asks": visitor_asks(interview, screen), "confirms": visitor_confirms(interview), "said_mark": interview.screen_version,
        "refused": next(((at, form) for at, form in enumerate(screen.forms) if form.id == refused), None),
        "going": (screen.rows[act], act) if act in screen.rows else None,
    }  # fmt: skip
    return render(request, "pages/counter/interview.html", context, status=status)


@router.post("")
def save(request: Request, visit: str, posted: Post) -> Response:
    return asking_register(installation_of(request).register, lambda looked: _save(request, visit, posted, looked))


def _save(request: Request, visit: str, posted: Posted, looked: Looked) -> Response:
    act, search, brought = first(posted, ACT), search_of(posted), posted.get(BROUGHT, ())
    with writing(request) as (installation, unit):
        signed, stored = _open(request, unit, visit)
        if not stored.parts:
            unit.commit()
            return see(request, f"/counter/visits/{visit}")
        known, _, revision = first(posted, REVISION).partition(":")
        fresh, overtaken = (known, revision) == (stored.known, stored.revision), revision != stored.revision
        # a row is added or removed when the button is pressed again, on the page with the other's rows
        interview = _read(installation, stored, posted, "" if overtaken else act, fresh=fresh)
        if search:
            return _screen(
                request, installation, interview, search=search, revision=first(posted, REVISION), brought=brought,
                shown=first(posted, SHOWN_ANSWERS),
            )  # fmt: skip
        overrules = overruled(stored, interview) if known != stored.known else ()
        if overtaken and act == "register":  # both answers count, unless they are to the same question
            overtaken = _clashes(installation, stored, interview, first(posted, SHOWN_ANSWERS))
        if overtaken or overrules:
            reason = "said" if overrules else "overtaken"
            return _screen(
                request, installation, interview, reason=reason, overrules=overrules, brought=brought, status=409,
                stored=stored, shown=first(posted, SHOWN_ANSWERS),
            )  # fmt: skip
        interview = settle_numbers(installation, unit, signed, interview)
        done = register_interview(installation, unit, signed, interview, looked) if act == "register" else None
        if done is None or done.why not in (FULL, ROOM):
            _keep(installation, unit, signed, interview, done, brought)
            unit.commit()
    if done is not None:
        return _registered(request, installation, interview, done, posted)
    out = {"ask": ask_on_screen, "send": send_to_screen}.get(act)
    shows = out is not None and out(request, visit)
    # After a change of rows it redirects, so that a reload does not repeat the change.
    mistaken = act.partition(".")[0] not in _ROWS and any(part.entry.mistaken for part in interview.parts)
    if brought or mistaken:
        return _screen(request, installation, _again(request, visit), brought=brought, status=422)
    if (
        out and not shows
    ):  # no device yet, or the visitor pressed at the same moment: the screen page explains what to do
        return see(request, f"/counter/visits/{visit}/screen")
    return see(request, _leads(visit, interview, act, whole(first(posted, LEFT)) or 0))


def _clashes(installation: Installation, stored: Interview, interview: Interview, shown: str) -> bool:
    return changes_elsewhere(stored, interview, interview_screen(installation, interview), shown).clash


def _read(installation: Installation, stored: Interview, posted: Posted, act: str, *, fresh: bool) -> Interview:
    boxes, shown = read_parts(stored, posted, first(posted, SHOWN).split())
    if fresh:
        return read_interview(installation, stored, boxes, shown, act)
    boxes, changed = own_changes(stored, boxes, shown, first(posted, SHOWN_ANSWERS))
    interview = read_interview(installation, stored, boxes, changed, act)
    seen = zip(interview.parts, shown, strict=True)
    parts = (replace(part, entry=replace(part.entry, shown=part.entry.shown | names)) for part, names in seen)
    return replace(interview, parts=tuple(parts))


def _keep(
    installation: Installation, unit: Unit, signed: Member, interview: Interview, done: Registered | None,
    brought: Sequence[str],
) -> None:  # fmt: skip
    if done is None or not done.numbers:
        save_interview(installation, unit, interview)
        return
    for index, part in enumerate(interview.parts):
        start = f"{prefix_of(index)}:"
        papers = [paper.removeprefix(start) for paper in brought if paper.startswith(start)]
        receive_presented(installation, unit, signed, done.numbers[part.draft.id], papers)


def _registered(
    request: Request, installation: Installation, interview: Interview, done: Registered, posted: Posted
) -> Response:  # fmt: skip
    brought, was = posted.get(BROUGHT, ()), whole(first(posted, LEFT)) or 0
    visit: Visit = interview.visit
    if done.numbers:
        response = see(request, f"/counter/visits/{visit.id}")
        place = interview.parts[0].entry.reception.answers[PLACE]
        set_cookie(request, response, PLACE_COOKIE, place, days=365)
        return response
    refused = done.kept.draft.id if done.kept else ""
    if done.why in (FULL, ROOM):
        return _screen(request, installation, interview, reason=done.why, brought=brought, status=409, refused=refused)
    stored = _again(request, visit.id)
    return _screen(
        request, installation, stored, reason="refused", brought=brought, status=422, refused=refused, was=was
    )


def _again(request: Request, visit: str) -> Interview:
    with installation_of(request).database.change() as unit:
        _, interview = _open(request, unit, visit)
    return interview


def _leads(visit: str, interview: Interview, act: str, was: int) -> str:
    address = f"/counter/visits/{visit}/interview"
    counted = f"{address}?was={was}" if was else address
    verb, _, rest = act.partition(".")
    index, _, where = rest.partition(".")
    if act == "park":
        return f"/counter/visits/{visit}"
    if verb in ("household", "people", "person"):  # buttons of the household's table
        return f"{counted}#household"
    rows = (
        interview.parts[int(index)].entry.path.rows if index.isdecimal() and int(index) < len(interview.parts) else {}
    )
    key, _, number = where.rpartition(".")
    if verb == "remove" and number in rows.get(key, ()):  # the row has answers: ask first
        return f"{address}?remove={rest}"
    if verb == "add" and rows.get(where):
        return f"{counted}#section-row-{index}-{where.replace('.', '-')}-{rows[where][-1]}"
    return address
