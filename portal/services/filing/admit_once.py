"""1回だけ: one online application per person or answers."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.definition.terms import Duplicate
from forms.fields.choice import code_of
from forms.numbers.calendar import fiscal_year
from forms.path.environment import Slot
from forms.path.filer import ANYONE, CAME, SELF, role_of
from forms.path.path import Path
from forms.text.japanese import plain, plain_street
from forms.text.variants import folded
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import TooMany
from portal.sealing import Keys
from portal.services.bookings.take_place import take_place, time_of
from portal.services.cases.cases import Case
from portal.services.cases.set_apart import keeps_nobody_out
from portal.services.filing.admit_capacity import NO_QUESTION, hold_while_sent
from portal.services.filing.drafts import Draft
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Records
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker
from portal.store.cases import applications

HOUSEHOLD = "household"  # in the evidence
_ONCE = "once:"
_MOST_ALIKE = 1000  # staff may register what was filed before
_OF_HOUSEHOLD = frozenset({"", SELF, ANYONE, "same_household"})


def places_of(
    keys: Keys, procedure: Procedure, person_id: str | None, answers: Answers, year: int | None, on: date,
    household: str = "",
) -> tuple[Slot, ...]:  # fmt: skip
    # Keyed hashes: the table does not reveal who applied for what. The household's first. () if unlimited.
    rule = procedure.duplicate
    if rule is None or not (rule.once or rule.household):
        return ()
    first = fiscal_year(on) if year is None else year
    return tuple(
        _place(keys, procedure, subject, used, most if rule.once else _MOST_ALIKE)
        for subject, most in _subjects(rule, person_id, answers, household)
        for used in range(first, first + rule.years)
    )


def _subjects(rule: Duplicate, person_id: str | None, answers: Answers, household: str) -> Iterator[tuple[str, int]]:
    # With how many applications each admits. A known household decides alone; its `instead` answers are counted for those
    # whose household is not known.
    known = bool(rule.household and household)
    if known and (answered := _answered(rule.per, answers)) is not None:
        yield "\0".join(("household", household, *answered)), 1
    if not rule.counts_others and person_id:
        yield person_id, 1
    elif rule.counts_others and (answered := _answered((*rule.per, *rule.instead), answers)) is not None:
        yield "\0".join(("per", *answered)), _MOST_ALIKE if known else 1


def _answered(names: Sequence[str], answers: Answers) -> list[str] | None:
    return None if any(name not in answers for name in names) else [_folded(answers[name]) for name in names]


def _place(keys: Keys, procedure: Procedure, subject: str, year: int, most: int) -> Slot:
    key = f"once\0{procedure.id}\0{year}\0{subject}".encode()
    mark = hmac.new(keys.derive("once"), key, hashlib.sha256).hexdigest()[:32]
    return Slot(procedure.id, f"{_ONCE}{year}:{mark}", "", "", "", most)


def household_of(draft: Draft, path: Path, came: str = "") -> str:
    # Key of the applicant's household, "" if unknown: what is known is of the person who files.
    rule = draft.procedure.duplicate
    role = role_of(draft.procedure, path.answers, came or str(draft.answers.get(CAME, "")))
    return draft.known.household_key if rule is not None and rule.household and role in _OF_HOUSEHOLD else ""


def _folded(answer: Any) -> str:
    if isinstance(answer, dict) and "town" in answer:
        parts = (answer["town"], plain_street(answer.get("street", "")), answer.get("building", ""))
        return "\1".join(_folded(part) for part in parts)
    return folded(plain(str(code_of(answer)))).upper()


def was_sent(installation: Records, unit: Unit, procedure: Procedure, person_id: str | None) -> bool:
    """False where only the answers decide."""
    places = places_of(installation.keys, procedure, person_id, {}, None, installation.clock.today())
    if procedure.year is not None:
        return False
    now = to_micro(installation.clock.now())
    return any(reservations.taken(unit, time_of(place), now) > 0 for place in places)


def take_once(clock: Clock, unit: Unit, places: Iterable[Slot], draft_id: str) -> bool:
    """For one minute. False if taken."""
    return all(hold_while_sent(clock, unit, place, draft_id) for place in places)


def keep_once(unit: Unit, places: Iterable[Slot], draft_id: str, application_id: int, now: int) -> list[Slot]:
    """Returns those not held: it came by another door."""
    return [
        place
        for place in places
        if not reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(place), now)
    ]


def count_once(clock: Clock, unit: Unit, places: Iterable[Slot], application_id: int) -> None:
    for place in places:
        take_place(
            clock, unit, replace(place, left=_MOST_ALIKE), Taker(NO_QUESTION, application_id=application_id), None
        )


def holders(unit: Unit, places: Iterable[Slot]) -> list[int]:
    numbers = (number for place in places for number in reservations.holders(unit, time_of(place)))
    return sorted(set(numbers))


def keeps_out(installation: Records, unit: Unit, places: Sequence[Slot], person_id: str | None) -> bool:
    # Not what a protected person sent: somebody of their household would learn of it. Staff decide then.
    others = applications.by_ids(unit, holders(unit, [place for place in places if place.left == 1]))
    hidden = bool(others) and all(keeps_nobody_out(installation, unit, row) for row in others.values())
    return not hidden or bool(own_earlier(unit, places, person_id))


def own_earlier(unit: Unit, places: Sequence[Slot], person_id: str | None) -> str:
    """ "" for somebody else's."""
    rows = applications.by_ids(unit, holders(unit, places)) if person_id else {}
    return next((row.receipt_number for row in rows.values() if row.person_id == person_id), "")


def demand_try(installation: Basics, unit: Unit, procedure: Procedure, person_id: str | None) -> None:
    """Raises TooMany."""
    rule = procedure.duplicate
    limited = rule is not None and rule.once and rule.counts_others and person_id
    if limited and throttle.is_used_up(installation, unit, throttle.ONCE_PERSON, str(person_id)):
        raise TooMany(throttle.ONCE_PERSON.what)


def places_of_case(keys: Keys, case: Case, path: Path) -> tuple[Slot, ...]:
    household = case.evidence.get(HOUSEHOLD, "")
    return places_of(keys, case.procedure, case.row.person_id, path.answers, path.year, case.arrival_day, household)


def move_once(installation: Records, unit: Unit, case: Case, path: Path) -> None:
    rule, now = case.procedure.duplicate, to_micro(installation.clock.now())
    if rule is None or not rule.counts_others:
        return
    wanted = places_of_case(installation.keys, case, path)
    rows = reservations.of_application(unit, case.row.id)
    held = {row.resource: row.id for row in rows if row.number is not None and row.resource.startswith(_ONCE)}
    for mark in held.keys() - {place.resource for place in wanted}:
        reservations.give_back(unit, held[mark], now)
    count_once(installation.clock, unit, [place for place in wanted if place.resource not in held], case.row.id)
