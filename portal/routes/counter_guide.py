"""手続きガイド in a visit: the life event, its few questions on one screen, and what fits beside them; what is ticked begins in the visit."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.binding import bind
from forms.path import Path
from portal.db import Unit
from portal.errors import Conflict
from portal.services.follow_guide import Stand, guide_of
from portal.services.guide_visit import begin_chosen, fits_of, keep_answers, stand_of
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.visit_facts import facts_of
from portal.services.visits import Visit, visit_of_counter
from portal.web.counter_visit import visit_going_on
from portal.web.field_view import FieldView
from portal.web.guide_cards import guide_cards, named
from portal.web.page import render, see
from portal.web.posting import Post, Posted, first
from portal.web.question_page import problems, views
from portal.web.router import Router
from portal.web.state import installation_of
from portal.web.words import words

router = Router(prefix="/counter/visits/{visit}/guide")
BEGIN = "visit-begin"


@router.get("")
def choose(request: Request, visit: str) -> Response:
    """Which life event it is."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, found = visit_going_on(request, unit, visit)
        unit.commit()
    return render(request, "pages/counter/guides.html", {"visit": found, "guides": guide_cards(request)})


@router.get("/{guide}")
def show(request: Request, visit: str, guide: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, found = visit_going_on(request, unit, visit)
        stand = stand_of(installation, guide_of(installation, guide), facts_of(installation, found.row))
        page = _page(request, installation, unit, signed, found, stand, stand.path)
        unit.commit()
    return page


def _page(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, stand: Stand, path: Path,
    posted: Posted | None = None, *, chosen: tuple[str, ...] = (), said: str = "",
) -> Response:  # fmt: skip
    """`posted`: as it was typed, where something of it could not be read; `chosen`: ticked, and not begun yet."""
    shown = _views(installation, stand, path, posted)
    context = {
        "visit": visit, "guide": named(request, stand.guide), "fields": shown, "problems": problems(shown), "said": said,
        "fits": fits_of(installation, unit, signed, visit, stand), "chosen": chosen, "revision": visit.row.revision,
        "shown": " ".join(one.id for one in path.fields),
        "open": sum(one.id in path.missing for one in path.fields),
    }  # fmt: skip
    status = 422 if posted is not None or said else 200
    return render(request, "pages/counter/guide.html", context, status=status)


def _views(installation: Installation, stand: Stand, path: Path, posted: Posted | None) -> list[FieldView]:
    speech = installation.speech(stand.guide.questions, "ja")
    whence = words("ja").get(f"source.{stand.source}", "") if stand.source else ""
    sources = dict.fromkeys(stand.known, whence)
    return [
        replace(view, heading=False)
        for asked in path.pages
        for view in views(asked, path, speech, stand.environment, posted=posted, helped=sources, own=True)
    ]


@router.post("/{guide}")
def answer(request: Request, visit: str, guide: str, posted: Post) -> Response:
    """Keeps what was said; `begin` begins what is ticked. Pressed twice, nothing is begun twice."""
    installation, found_guide = installation_of(request), guide_of(installation_of(request), guide)
    act, chosen = first(posted, "screen-act"), tuple(posted.get(BEGIN, ()))
    with installation.database.write() as unit:
        signed, found = visit_going_on(request, unit, visit)
        stand = stand_of(installation, found_guide, facts_of(installation, found.row))
        names = frozenset(first(posted, "screen-shown").split()) & stand.path.asked
        path = bind(found_guide.questions, names, posted, stand.path.answers, stand.environment)
        wrong = {
            name
            for name, mistakes in path.mistakes.items()
            if not all(one.key.endswith(".required") for one in mistakes)
        }
        # What answered itself stays a fact of its source, unless it was said otherwise.
        mine = {
            name: value for name, value in path.answers.items()
            if name not in stand.known or stand.path.answers.get(name) != value
        }  # fmt: skip
        facts = keep_answers(installation, unit, found, found_guide, mine)
        again = _again(installation, unit, signed, visit)
        stand = stand_of(installation, found_guide, facts)
        if wrong:
            page = _page(request, installation, unit, signed, again, stand, path, posted, chosen=chosen)
        elif act == "begin":
            page = _begin(request, installation, unit, signed, again, stand, chosen)
        else:
            page = (
                see(request, f"/counter/visits/{visit}/guide/{guide}")
                if not chosen
                else _page(request, installation, unit, signed, again, stand, stand.path, chosen=chosen)
            )
        unit.commit()
    return page


def _again(installation: Installation, unit: Unit, signed: Member, visit: str) -> Visit:
    return visit_of_counter(installation, unit, signed, visit)


def _begin(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, stand: Stand,
    chosen: tuple[str, ...],
) -> Response:  # fmt: skip
    offered = {one.begins for one in fits_of(installation, unit, signed, visit, stand) if one.begins}
    wanted = [one for one in chosen if one in offered]
    if not wanted:
        return _page(
            request, installation, unit, signed, visit, stand, stand.path, said="始める手続に印をつけてください。"
        )
    if visit.row.ended_at is not None:
        raise Conflict("visit")
    begin_chosen(installation, unit, signed, visit, wanted, stand)
    return see(request, f"/counter/visits/{visit.id}/interview")
