from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from forms.answers import Answers
from forms.definition.predecessor import RECEIPT_NUMBER
from forms.definition.procedure import Procedure
from forms.path.filer import CAME, SELF, role_of

INVITATION, REGISTER, CARD, PORTAL, EARLIER = "invitation", "register", "card", "portal", "earlier"
# What a reader at a counter copies from the face of a card. Nothing proves it: 利用者証明用 names nobody, and may be another card's.
CARD_FACE, LICENCE_FACE, UNPROVED = "card_face", "licence_face", "本物かは確かめていない"
FACES = frozenset({CARD_FACE, LICENCE_FACE})
HELD = "held"  # the city's records beside 住民票: 国保, 後期高齢者医療, 介護保険, 国民年金, 児童手当
TRANSFER, BIRTH = "transfer", "birth"  # papers shown by a visitor and keyed by a clerk: 転出証明書, 出生証明書
TRANSFER_DATA = "transfer_data"  # 転出証明書 received as data
RESIDENCE, MOVE_FORM = "residence_card", "move_form"  # keyed like them: 在留カード, 住民異動届 on paper
PAPER_READ = "paper_read"  # of any of these, as its print was read; a clerk compared it and left it
RESERVATION = "reservation"  # what they entered when they booked the appointment
CITY = "city"  # its settings, as it announces them
CORPORATIONS = "corporations"  # 国税庁法人番号公表サイト, by the number that they typed
COMPANY = "company"  # the account with which it signed in
CHAIN = "chain"  # the decided application that this one follows, opened by its owner
BUNDLE = "bundle"  # what they entered into another procedure of the same bundle
# The first source with a value wins: an invitation is made for this person and procedure, a register is kept by law,
# a card is read today; earlier entries may be outdated. Answers in the draft go before all sources.
ORDER = (
    CHAIN,
    INVITATION,
    REGISTER,
    HELD,
    CARD,
    COMPANY,
    CORPORATIONS,
    CARD_FACE,
    LICENCE_FACE,
    TRANSFER_DATA,
    TRANSFER,
    MOVE_FORM,
    BIRTH,
    RESIDENCE,
    PAPER_READ,
    PORTAL,
    BUNDLE,
    RESERVATION,
    EARLIER,
)
# Certainty of a card read at a counter without proof that it is genuine.
AT_COUNTER = "counter"
# Zones in which each source exists. The outer zone has no register.
ZONES: Mapping[str, tuple[str, ...]] = {
    CHAIN: ("outer", "single", "inner"),
    INVITATION: ("outer", "single"),
    REGISTER: ("single", "inner"),
    HELD: ("single", "inner"),
    CARD: ("outer", "single", "inner"),
    COMPANY: ("outer", "single"),
    CORPORATIONS: ("outer", "single"),
    CARD_FACE: ("outer", "single", "inner"),
    LICENCE_FACE: ("outer", "single", "inner"),
    TRANSFER_DATA: ("single", "inner"),
    TRANSFER: ("single", "inner"),
    BIRTH: ("single", "inner"),
    RESIDENCE: ("single", "inner"),
    MOVE_FORM: ("single", "inner"),
    PAPER_READ: ("single", "inner"),
    PORTAL: ("outer", "single"),
    BUNDLE: ("outer", "single"),
    RESERVATION: ("single", "inner"),
    EARLIER: ("outer", "single"),
}


@dataclass(frozen=True)
class Source:
    """`applicant` by name (name, kana, phone, `spouse.name`), `principal` for rules, `events` days by reason."""

    name: str
    applicant: Mapping[str, Any] = field(default_factory=dict)
    principal: Mapping[str, Any] = field(default_factory=dict)
    household: tuple[Mapping[str, Any], ...] = ()
    events: Mapping[str, Any] = field(default_factory=dict)
    certainty: str = ""  # that it is the applicant
    since: str = ""  # ISO day unless today; `proof` of a card at a counter (provider, methods)
    proof: Mapping[str, Any] = field(default_factory=dict)
    household_key: str = ""  # keyed 世帯番号

    @property
    def stored(self) -> dict[str, Any]:
        return {**vars(self), "household": list(self.household)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Source":
        values = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        return cls(**{**values, "household": tuple(stored["household"])})


@dataclass(frozen=True)
class KnownFacts:
    sources: tuple[Source, ...] = ()

    @classmethod
    def by(cls, sources: Iterable[Source]) -> "KnownFacts":
        return cls(tuple(sorted(sources, key=lambda source: ORDER.index(source.name))))

    def source(self, name: str) -> Source | None:
        return next((candidate for candidate in self.sources if candidate.name == name), None)

    @cached_property
    def earlier(self) -> Mapping[str, Any]:
        """{} without one."""
        source = self.source(CHAIN)
        return {} if source is None else source.applicant

    @property
    def follows(self) -> str:
        """ "" without one."""
        return str(self.earlier.get(RECEIPT_NUMBER, ""))

    @property
    def linked(self) -> "KnownFacts":
        """Facts of the draft, not of the person who opened it."""
        return KnownFacts(tuple(source for source in self.sources if source.name in (CHAIN, CORPORATIONS)))

    def about_principal(self, procedure: Procedure, answers: Answers) -> "KnownFacts":
        # Facts describe the person who signed in: they are not prefilled into the boxes of a principal. A procedure
        # with its own question about the filer states which boxes are the agent's; the agent's company is not the applicant.
        if answers.get(CAME, SELF) != SELF:
            return self.linked
        if role_of(procedure, answers) in ("", SELF):
            return self
        return KnownFacts(tuple(map(_office_only, self.sources)))

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
        return next((source.household for source in self.sources if source.household), ())

    @property
    def household_key(self) -> str:
        """ "" if unknown."""
        return next((source.household_key for source in self.sources if source.household_key), "")

    def _first(self, part: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for source in reversed(self.sources):
            merged |= getattr(source, part)
        return merged

    def whence(self, known_from: str) -> Source | None:
        """`known_from` "": a rule over the register."""
        name = known_from.partition(".")[2]
        if not known_from:
            return next((source for source in self.sources if source.principal or source.events), None)
        return next((source for source in self.sources if name in source.applicant), None)


def _office_only(source: Source) -> Source:
    if source.name != COMPANY:
        return source
    kept = {name: value for name, value in source.applicant.items() if not name.startswith("company.")}
    return replace(source, applicant=kept)


NOTHING_KNOWN = KnownFacts()
