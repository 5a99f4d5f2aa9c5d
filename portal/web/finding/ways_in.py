from collections.abc import Iterable, Sequence
from typing import Any

from forms.city.entrance import Elsewhere
from forms.definition.procedure import Procedure
from portal.clock import Clock
from portal.services.finding.count_search_miss import is_miss
from portal.services.procedures.finder import Finder
from portal.services.procedures.near_deadlines import Deadline
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.sort_procedures import count_by_event
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.installation import Installation
from portal.web.finding.entrance import event_title
from portal.web.finding.guide_cards import guide_card
from portal.web.finding.procedure_cards import card, cards, match_cards
from portal.web.finding.question_cards import offered_rows, question_card
from portal.web.my_cases.near_day import near_day
from portal.web.shared.page import office_view


def searched(installation: Installation, finder: Finder, q: str, language: str, ranking: Ranking) -> dict[str, Any]:
    search = finder.find(q, ranking, language)
    led = search.matches or search.guides or search.elsewhere or search.questions
    events = search.events or (() if led else tuple(installation.catalogue.of_all(count_by_event)))
    offered = offered_rows(installation) if search.questions else ()
    return {
        "asked": search.asked,
        "missed": is_miss(search),
        "matches": match_cards(search.matches, language),
        "near": match_cards(search.near, language),
        "slipped": search.slipped,
        "events": [(event, event_title(event, language)) for event in events],
        "guides": [guide_card(installation.guides[guide], language) for guide in search.guides],
        "near_guides": [guide_card(installation.guides[guide], language) for guide in search.near_guides],
        "elsewhere": _elsewhere_cards(installation, search.elsewhere, language),
        "near_elsewhere": _elsewhere_cards(installation, search.near_elsewhere, language),
        "questions": [question_card(row, language) for row in offered if row.id in search.questions],
    }


def _elsewhere_cards(installation: Installation, wanted: Sequence[str], language: str) -> list[dict[str, Any]]:
    rows = {row.id: row for row in installation.city.entrance.elsewhere}
    return [elsewhere_card(installation, rows[row], language) for row in wanted]


def elsewhere_card(installation: Installation, row: Elsewhere, language: str) -> dict[str, Any]:
    duty = installation.city.office(row.duty, installation.clock.today()) if row.duty else None
    return {
        "title": row.title.in_(language)[0],
        "text": row.text.in_(language)[0],
        "office": office_view(duty, language) if duty else None,
        "link": row.link,
    }


def used_cards(catalogue: Catalogue, used: Iterable[str], language: str) -> list[dict[str, Any]]:
    offered = {procedure.id: procedure for procedure in catalogue.all()}
    return cards((offered[procedure_id] for procedure_id in used if procedure_id in offered), language)


def deadline_rows(clock: Clock, deadlines: Sequence[Deadline], language: str) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        card(deadline.procedure, language)
        | {
            "day": near_day(deadline.day, today, language),
            "begins": deadline.begins,
            "left": (deadline.day - today).days,
            "assumed": deadline.assumed,
            "invited": deadline.procedure.invited,
        }
        for deadline in deadlines
    ]


def year_rows(installation: Installation, procedure: Procedure, language: str) -> list[dict[str, str]]:
    today = installation.clock.today()
    rows = []
    for year in installation.rules.years_of(procedure):
        if year.last is not None and year.last < today:
            continue
        day = year.first if today < year.first else year.last
        word = "begins" if today < year.first else "until" if year.last else "open"
        rows.append({"word": word, "year": str(year.year), "day": near_day(day, today, language) if day else ""})
    return rows
