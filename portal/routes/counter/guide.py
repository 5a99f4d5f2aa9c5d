"""手続ガイド in a visit."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.path.binding import bind
from forms.path.path import Path
from portal.db import Unit
from portal.errors import Conflict
from portal.services.counter.guide_visit import answer_sources, begin_chosen, fits_of, keep_answers, progress_of
from portal.services.counter.visits import Visit, visit_of_counter
from portal.services.filing.visit_facts import facts_of
from portal.services.finding.follow_guide import GuideProgress, guide_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.web.counter.visit import visit_going_on
from portal.web.filing.question_page import problems, views
from portal.web.finding.guide_cards import guide_cards, named
from portal.web.residents.source_words import source_names
from portal.web.shared.access import staff
from portal.web.shared.field_view import FieldView
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/counter/visits/{visit}/guide", access=staff("clerk", "reviewer"))
BEGIN = "visit-begin"


@router.get("")
def choose(request: Request, visit: str) -> Response:
    with changing(request) as (_, unit):
        _, current_visit = visit_going_on(request, unit, visit)
    return render(request, "pages/counter/guides.html", {"visit": current_visit, "guides": guide_cards(request)})


@router.get("/{guide}")
def show(request: Request, visit: str, guide: str) -> Response:
    with changing(request) as (installation, unit):
        signed, current_visit = visit_going_on(request, unit, visit)
        progress = progress_of(
            installation, guide_of(installation.guides, guide), facts_of(installation, current_visit.row)
        )
        return _page(request, installation, unit, signed, current_visit, progress, progress.path)


def _page(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, progress: GuideProgress, path: Path,
    posted: Posted | None = None, *, chosen: tuple[str, ...] = (), problem: str = "",
) -> Response:  # fmt: skip
    # `posted`: unreadable values.
    sources = answer_sources(progress, facts_of(installation, visit.row))
    shown = _views(progress, path, posted, {name: source_names(own) for name, own in sources.items()})
    context = {
        "visit": visit, "guide": named(request, progress.guide), "fields": shown, "problems": problems(shown), "problem": problem,
        "fits": fits_of(installation, unit, signed, visit, progress), "chosen": chosen, "revision": visit.row.revision,
        "shown": " ".join(field.id for field in path.fields),
        "open": sum(field.id in path.missing for field in path.fields),
    }  # fmt: skip
    status = 422 if posted is not None or problem else 200
    return render(request, "pages/counter/guide.html", context, status=status)


def _views(
    progress: GuideProgress, path: Path, posted: Posted | None, sources: Mapping[str, str]
) -> list[FieldView]:  # fmt: skip
    speech = speech_of(progress.guide.questions, "ja")
    return [
        replace(view, heading=False)
        for asked in path.pages
        for view in views(asked, path, speech, progress.environment, posted=posted, helped=sources, own=True)
    ]


@router.post("/{guide}")
def answer(request: Request, visit: str, guide: str, posted: Post) -> Response:
    installation, current_guide = installation_of(request), guide_of(installation_of(request).guides, guide)
    act, chosen = first(posted, "screen-act"), tuple(posted.get(BEGIN, ()))
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        progress = progress_of(installation, current_guide, facts_of(installation, current_visit.row))
        names = frozenset(first(posted, "screen-shown").split()) & progress.path.asked
        path = bind(current_guide.questions, names, posted, progress.path.answers, progress.environment)
        wrong = {
            name
            for name, mistakes in path.mistakes.items()
            if not all(mistake.key.endswith(".required") for mistake in mistakes)
        }
        # A derived answer stays a fact of its source unless the form changed it.
        mine = {
            name: value for name, value in path.answers.items()
            if name not in progress.known or progress.path.answers.get(name) != value
        }  # fmt: skip
        facts = keep_answers(installation, unit, current_visit, current_guide, mine)
        again = visit_of_counter(installation, unit, signed, visit)
        progress = progress_of(installation, current_guide, facts)
        if wrong:
            page = _page(request, installation, unit, signed, again, progress, path, posted, chosen=chosen)
        elif act == "begin":
            page = _begin(request, installation, unit, signed, again, progress, chosen)
        else:
            page = (
                see(request, f"/counter/visits/{visit}/guide/{guide}")
                if not chosen
                else _page(request, installation, unit, signed, again, progress, progress.path, chosen=chosen)
            )
    return page


def _begin(
    request: Request, installation: Installation, unit: Unit, signed: Member, visit: Visit, progress: GuideProgress,
    chosen: tuple[str, ...],
) -> Response:  # fmt: skip
    offered = {
        procedure.begins for procedure in fits_of(installation, unit, signed, visit, progress) if procedure.begins
    }
    wanted = [procedure for procedure in chosen if procedure in offered]
    if not wanted:
        return _page(
            request,
            installation,
            unit,
            signed,
            visit,
            progress,
            progress.path,
            problem="始める手続に印をつけてください。",
        )
    if visit.row.ended_at is not None:
        raise Conflict("visit")
    begin_chosen(installation, unit, signed, visit, wanted, progress)
    return see(request, f"/counter/visits/{visit.id}/interview")
