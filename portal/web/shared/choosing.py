"""Eras, payment methods, facilities, times."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forms.definition.procedure import Field
from forms.fields import slot
from forms.numbers.calendar import ERAS, era_of
from forms.path.environment import Environment, Facility, Slot
from forms.text.speech import Speech


@dataclass(frozen=True)
class Choosable:
    part: str  # input that posts `code` ("" = the field; `wish` = any select)
    code: str
    label: str
    group: str = ""  # heading
    day: str = ""  # ISO, of a time


def choosable(field: Field, speech: Speech, environment: Environment) -> tuple[Choosable, ...]:
    offer = _BY_CONTROL.get(field.type.control)
    return () if offer is None else offer(field, speech, environment)


def _eras(*parts: str) -> "Offer":
    def offer(field: Field, speech: Speech, environment: Environment) -> tuple[Choosable, ...]:
        if speech.language != "ja":
            return ()
        now = era_of(environment.today).start
        codes = ("western", *(era.id for era in ERAS if not _is_in_future(field) or era.start >= now))
        return tuple(Choosable(part, code, speech.message(f"era.{code}")) for part in parts for code in codes)

    return offer


def _is_in_future(field: Field) -> bool:
    # By its own rule, `wish.day >= today`: no day of 明治 is looked for.
    own = field.id.rpartition(".")[2]
    return any(re.fullmatch(rf"(\w+\.)*{own} >=? today", rule.that.text) for rule in field.must)


def _accounts(field: Field, speech: Speech, environment: Environment) -> tuple[Choosable, ...]:
    ways = (Choosable("way", way, speech.message(f"bank_account.way_{way}")) for way in field.settings.ways)
    kinds = (Choosable("kind", kind, speech.message(f"bank_account.{kind}")) for kind in field.settings.kinds)
    return (*ways, *kinds)


def _facilities(field: Field, speech: Speech, environment: Environment) -> tuple[Choosable, ...]:
    def label(row: Facility) -> str:
        about = "・".join(filter(None, (row.place, row.note, row.hours)))
        return f"{row.name}（{about}）" if about else row.name

    return tuple(Choosable("wish", row.id, label(row)) for row in environment.facilities(field.settings.kind))


def _slots(field: Field, speech: Speech, environment: Environment) -> tuple[Choosable, ...]:
    return tuple(
        Choosable(
            "",
            row.id,
            _slot(row, speech),
            slot.day_in_words(row.starts, speech),
            row.starts[:10],
        )
        for row in slot.offered(field.settings, environment)
    )


def _slot(row: Slot, speech: Speech) -> str:
    hours = slot.hours_at_place(row.starts, row.ends, row.place, speech)
    return speech.message("slot.won_by", hours=hours, number=row.won) if row.won else hours


Offer = Callable[[Field, Speech, Environment], tuple[Choosable, ...]]

_BY_CONTROL: Mapping[str, Offer] = MappingProxyType(
    {
        "date": _eras("era"),
        "family": _eras("era"),
        "period": _eras("from_era", "to_era"),
        "bank_account": _accounts,
        "facility": _facilities,
        "slot": _slots,
    }
)
