"""What the pages show that lead to a procedure: search and its answer, what is used, deadlines."""

from collections.abc import Iterable, Sequence
from typing import Any

from forms.messages import sentences
from forms.procedure import Procedure
from portal.services.finder import Finder
from portal.services.installation import Installation
from portal.services.near_deadlines import Deadline
from portal.services.sort_procedures import by_event
from portal.web.near_day import near_day
from portal.web.procedure_cards import card, cards, found_cards


def searched(installation: Installation, finder: Finder, q: str, language: str) -> dict[str, Any]:
    """What was asked and what came of it. `events` are offered where they fit, and all of them where nothing was found."""
    search = finder.find(q)
    events = search.events or (() if search.found else tuple(by_event(installation.catalogue.all())))
    return {
        "asked": search.asked,
        "found": found_cards(installation, search.found, language),
        "near": found_cards(installation, search.near, language),
        "slipped": search.slipped,
        "events": [(event, sentences(language)[f"event.{event}"]) for event in events],
    }


def used_cards(installation: Installation, used: Iterable[str], language: str) -> list[dict[str, Any]]:
    offered = {procedure.id: procedure for procedure in installation.catalogue.all()}
    return cards(installation, (offered[one] for one in used if one in offered), language)


def deadline_rows(installation: Installation, deadlines: Sequence[Deadline], language: str) -> list[dict[str, Any]]:
    today = installation.clock.today()
    return [
        card(installation, one.procedure, language)
        | {
            "day": near_day(one.day, today, language),
            "begins": one.begins,
            "left": (one.day - today).days,
            "assumed": one.assumed,
            "invited": one.procedure.invited,
        }
        for one in deadlines
    ]


def year_rows(installation: Installation, procedure: Procedure, language: str) -> list[dict[str, str]]:
    """年度 that are taken now or will be: the key of the words, the year, and the day as people say it."""
    today = installation.clock.today()
    rows = []
    for one in installation.years_of(procedure):
        if one.last is not None and one.last < today:
            continue
        day = one.first if today < one.first else one.last
        word = "begins" if today < one.first else "until" if one.last else "open"
        rows.append({"word": word, "year": str(one.year), "day": near_day(day, today, language) if day else ""})
    return rows
