"""Follows a guide with what somebody answered and what is known of them. Stores nothing: whoever asks brings their answers."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.environment import Environment
from forms.guide import Act, Guide, acts, known_answers
from forms.path import AskedPage, Path
from portal.db import Unit
from portal.errors import NotFound
from portal.services.actor import Actor
from portal.services.gather_sources import told_by
from portal.services.installation import Installation
from portal.services.match_resident import Match
from portal.services.told import CARD, REGISTER, Source, Told

Days = Mapping[str, Any]


@dataclass(frozen=True)
class Stand:
    """How far somebody is. `known` are the questions that answered themselves, `source` by what."""

    guide: Guide
    path: Path
    environment: Environment
    known: frozenset[str]
    source: str = ""

    @property
    def acts(self) -> tuple[Act, ...]:
        return acts(self.guide, self.path)

    def next_page(self, seen: Set[str]) -> AskedPage | None:
        """The first page that has no answer yet; one that may stay open is shown once. None when the list is next."""
        return next((asked for asked in self.path.pages if asked.open or self._unseen(asked, seen)), None)

    def _unseen(self, asked: AskedPage, seen: Set[str]) -> bool:
        return asked.page.id not in seen and any(one.id not in self.path.answers for one in asked.fields)


def guide_of(installation: Installation, guide: str) -> Guide:
    """NotFound if there is none."""
    try:
        return installation.guides[guide]
    except KeyError:
        raise NotFound(guide) from None


def follow_guide(installation: Installation, guide: Guide, answers: Answers, told: Days) -> Stand:
    """`told`: the days that card or register told (`days_told`), {} where nobody was asked."""
    environment = installation.environment(
        guide.questions, installation.clock.today(), "online", told=Told(_source(told))
    )
    path = known_answers(guide, answers, environment)
    known = frozenset(path.answers) - frozenset(answers)
    return Stand(guide, path, environment, known, str(told.get("source", "")))


def days_told(
    installation: Installation, unit: Unit, card: dict[str, Any], match: Match | None, actor: Actor
) -> dict[str, Any]:
    """Of all that card and register tell, the days: births and events. A guide needs no names. The caller commits."""
    told = Told.by(told_by(installation, unit, card, match, actor))
    household = [str(one["birth"]) for one in told.household if "birth" in one]
    return {
        "source": REGISTER if household else CARD,
        "birth": str(told.applicant.get("birth", "")),
        "household": household,
        "events": {reason: day.isoformat() for reason, day in told.events.items()},
    }


def _source(told: Days) -> tuple[Source, ...]:
    if not told:
        return ()
    birth = {"birth": told["birth"]} if told["birth"] else {}
    household = tuple({"birth": day} for day in told["household"])
    return (Source(str(told["source"]), applicant=birth, household=household, events=told["events"]),)
