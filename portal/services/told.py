"""What is known for a draft, source by source, and which source goes before which. Data and one rule; asks nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

INVITATION, REGISTER, CARD, PORTAL, EARLIER = "invitation", "register", "card", "portal", "earlier"
HELD = "held"  # what the city's own records hold beside 住民票: 国保, 後期高齢者医療, 介護保険, 国民年金, 児童手当
TRANSFER, BIRTH = "transfer", "birth"  # papers that a visitor shows, keyed by a clerk: 転出証明書, 出生証明書
TRANSFER_DATA = "transfer_data"  # 転出証明書 that came as data
RESERVATION = "reservation"  # what they wrote when they booked the time at which they came
BUNDLE = "bundle"  # what they wrote into another procedure that is filed together with this one
# The first that tells something is believed: an invitation was made for this person and procedure, a register is kept by
# law, a card is read today; what somebody wrote before may be old. What they answer in the draft goes before all of it.
ORDER = (INVITATION, REGISTER, HELD, CARD, TRANSFER_DATA, TRANSFER, BIRTH, PORTAL, BUNDLE, RESERVATION, EARLIER)
# How sure a card's word is that was read at a counter: it lay there, and nobody proved that it is real.
AT_COUNTER = "counter"
# What each may tell about: outer has no register, whatever stands here.
ZONES: Mapping[str, tuple[str, ...]] = {
    INVITATION: ("outer", "single"),
    REGISTER: ("single", "inner"),
    HELD: ("single", "inner"),
    CARD: ("outer", "single", "inner"),  # inside, a reader at the counter
    TRANSFER_DATA: ("single", "inner"),
    TRANSFER: ("single", "inner"),
    BIRTH: ("single", "inner"),
    PORTAL: ("outer", "single"),
    BUNDLE: ("outer", "single"),
    RESERVATION: ("single", "inner"),
    EARLIER: ("outer", "single"),
}


@dataclass(frozen=True)
class Source:
    """What one source told, as stored values. `applicant` by name (name, kana, phone, `spouse.name`), `principal` what rules
    may ask, `household` rows to offer, `events` days by reason. `certainty`: how sure it is that this is about them; `since` the day it was told there (ISO), where that is another than today. `proof`: by what a card at a
    counter was proved (provider, methods), nothing where it only lay there."""

    name: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    principal: Mapping[str, Any] = field(default_factory=dict)
    household: tuple[Mapping[str, Any], ...] = ()
    events: Mapping[str, Any] = field(default_factory=dict)
    certainty: str = ""
    since: str = ""
    proof: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {**vars(self), "household": list(self.household)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Source":
        told = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**{**told, "household": tuple(stored["household"])})


@dataclass(frozen=True)
class Told:
    """All of it, in the order in which it is believed."""

    sources: tuple[Source, ...] = ()

    @classmethod
    def by(cls, sources: Iterable[Source]) -> "Told":
        return cls(tuple(sorted(sources, key=lambda one: ORDER.index(one.name))))

    def source(self, name: str) -> Source | None:
        return next((one for one in self.sources if one.name == name), None)

    @cached_property
    def applicant(self) -> dict[str, Any]:
        return self._first("applicant")

    @cached_property
    def principal(self) -> dict[str, Any]:
        return self._first("principal")

    @cached_property
    def events(self) -> dict[str, Any]:
        return {reason: date.fromisoformat(day) for reason, day in self._first("events").items()}

    @cached_property
    def household(self) -> tuple[Mapping[str, Any], ...]:
        return next((one.household for one in self.sources if one.household), ())

    def _first(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in reversed(self.sources):
            found |= getattr(one, part)
        return found

    def whence(self, known_from: str) -> Source | None:
        """The source of what is known of a question whose definition says `known_from` ("" = a rule of what a register
        tells)."""
        name = known_from.partition(".")[2]
        if not known_from:
            return next((one for one in self.sources if one.principal or one.events), None)
        return next((one for one in self.sources if name in one.applicant), None)


NOTHING_TOLD = Told()
