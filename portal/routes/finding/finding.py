"""Permanent URLs of search, life events, 五十音, offices."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Procedure
from portal.errors import NotFound, required
from portal.services.procedures.find_changes import find_changes
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.sort_procedures import by_event, by_kana, by_office
from portal.services.shared.installation import Installation
from portal.web.finding.entrance import event_rows, event_title, family_rows
from portal.web.finding.guide_cards import guide_cards
from portal.web.finding.note_miss import note_miss
from portal.web.finding.procedure_cards import card, cards
from portal.web.finding.question_cards import offered_rows, question_card, question_rows, question_targets
from portal.web.finding.ways_in import deadline_rows, searched, used_cards
from portal.web.my_cases.near_day import near_day
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, office_view, render
from portal.web.shared.router import Router
from portal.web.shared.state import finder_of, installation_of, resident_or_none

router = Router("resident", access=anyone())
MOST_OF_EVENT = 6  # what most people need, in full; the rest is folded by family


def _page(request: Request, name: str, context: Mapping[str, Any]) -> Response:
    with installation_of(request).database.read() as unit:
        resident_or_none(request, unit)
    return render(request, f"pages/finding/{name}.html", context)


def _ranking(request: Request) -> Ranking:
    with installation_of(request).database.read() as unit:
        return finder_of(request).ranking(unit)


def _families(
    installation: Installation, language: str, ranking: Ranking, members: Iterable[Procedure]
) -> list[dict[str, Any]]:
    rows = family_rows(installation, language, ranking.order(members))
    return [row | {"cards": cards(row["members"], language)} for row in rows]


@router.get("/procedures")
def procedures(request: Request, q: str = "", family: str = "") -> Response:
    """`family`: the unfolded one."""
    installation, language, ranking = installation_of(request), language_of(request), _ranking(request)
    search = searched(installation, finder_of(request), q, language, ranking)
    note_miss(request, search)
    context = {
        "search": search,
        "families": _families(installation, language, ranking, installation.catalogue.all()),
        "opened": family,
    }
    return _page(request, "all", context)


@router.get("/find/events")
def events(request: Request) -> Response:
    rows = event_rows(installation_of(request), language_of(request))
    return _page(request, "events", {"events": rows})


@router.get("/find/events/{event}")
def event(request: Request, event: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    ranking = _ranking(request)
    members = required(by_event(installation.catalogue.all(), ranking).get(event), NotFound(event))
    # A fold for one or two is more work than it saves.
    most = MOST_OF_EVENT if len(members) > MOST_OF_EVENT + 2 else len(members)
    context = {
        "named": event_title(event, language),
        "guides": guide_cards(request, event),
        "cards": cards(members[:most], language),
        "families": _families(installation, language, ranking, members[most:]),
    }
    return _page(request, "event", context)


@router.get("/find/kana")
def kana(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    shelf = by_kana(installation.catalogue.all())
    return _page(request, "kana", {"rows": [(row, cards(members, language)) for row, members in shelf.items()]})


@router.get("/find/offices")
def offices(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    held = [
        (office_view(office, language), cards(members, language))
        for office, members in by_office(installation, _ranking(request))
    ]
    return _page(request, "offices", {"offices": held})


@router.get("/find/used")
def used(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    return _page(request, "used", {"cards": used_cards(installation.catalogue, _ranking(request).used, language)})


@router.get("/find/deadlines")
def deadlines(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    return _page(
        request, "deadlines", {"deadlines": deadline_rows(installation.clock, finder_of(request).deadlines(), language)}
    )


@router.get("/find/new")
def new(request: Request) -> Response:
    installation, language = installation_of(request), language_of(request)
    today = installation.clock.today()
    with installation.database.read() as unit:
        changes = find_changes(installation, unit)
    rows = [
        card(change.procedure, language) | {"day": near_day(change.day, today, language), "new": change.new}
        for change in changes
    ]
    return _page(request, "new", {"changes": rows})


@router.get("/find/faq")
def faq(request: Request) -> Response:
    return _page(request, "faq", {"rows": question_rows(installation_of(request), language_of(request))})


@router.get("/find/faq/{question}")
def question(request: Request, question: str) -> Response:
    installation, language = installation_of(request), language_of(request)
    row = required(next((row for row in offered_rows(installation) if row.id == question), None), NotFound(question))
    card = question_card(row, language)
    return _page(request, "question", {"card": card, "targets": question_targets(installation, card, language)})
