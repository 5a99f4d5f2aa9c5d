"""Walks a guide; stateless."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from forms.answers import Answers
from forms.definition.placeholders import birth_words, fill, has_placeholders
from forms.guide.guide import Act, Guide, acts, known_answers
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path
from portal.db import Unit
from portal.errors import NotFound
from portal.services.filing.gather_sources import ask_sources
from portal.services.residents.match_resident import Match
from portal.services.shared.known_sources import CARD, REGISTER, KnownFacts, Source
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor

Days = Mapping[str, Any]
NOTHING: Answers = {}


@dataclass(frozen=True)
class GuideProgress:
    guide: Guide
    path: Path
    environment: Environment
    known: frozenset[str]
    source: str = ""

    @property
    def acts(self) -> tuple[Act, ...]:
        return acts(self.guide, self.path)

    def next_page(self, seen: Set[str]) -> AskedPage | None:
        return next((asked for asked in self.path.pages if asked.open or self._unseen(asked, seen)), None)

    def _unseen(self, asked: AskedPage, seen: Set[str]) -> bool:
        return asked.page.id not in seen and any(field.id not in self.path.answers for field in asked.fields)


def guide_of(guides: Mapping[str, Guide], guide: str) -> Guide:
    """Raises NotFound."""
    try:
        return guides[guide]
    except KeyError:
        raise NotFound(guide) from None


def follow_guide(
    installation: Basics, guide: Guide, answers: Answers, days: Days, given: Answers = NOTHING
) -> GuideProgress:
    if has_placeholders(guide.questions):
        guide = replace(guide, questions=fill(guide.questions, birth_words(installation.clock.today())))
    environment = installation.rules.environment(
        guide.questions, installation.clock.today(), "online", known=facts_of(days)
    )
    path = known_answers(guide, {**given, **answers}, environment)
    known = frozenset(path.answers) - frozenset(answers)
    return GuideProgress(guide, path, environment, known, str(days.get("source", "")))


def known_days(
    installation: Records, unit: Unit, card: dict[str, Any], match: Match | None, actor: Actor
) -> dict[str, Any]:
    """Births and events: a guide needs no names."""
    known = KnownFacts.by(ask_sources(installation, unit, card, match, actor))
    household = [str(member["birth"]) for member in known.household if "birth" in member]
    return {
        "source": REGISTER if household else CARD,
        "birth": str(known.applicant.get("birth", "")),
        "household": household,
        "events": {reason: day.isoformat() for reason, day in known.events.items()},
    }


def facts_of(days: Days) -> KnownFacts:
    if not days:
        return KnownFacts()
    birth = {"birth": days["birth"]} if days["birth"] else {}
    household = tuple({"birth": day} for day in days["household"])
    return KnownFacts((Source(str(days["source"]), applicant=birth, household=household, events=days["events"]),))
