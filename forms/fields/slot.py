"""A bookable time with remaining capacity."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import StringConstraints

from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.fields.time import clock
from forms.mistakes import Argument, Mistake
from forms.numbers.calendar import in_both_calendars
from forms.path.environment import Environment
from forms.path.environment import Slot as Offer
from forms.rules.types import DATE, TIME, YES_NO, Type
from forms.text.japanese import trim
from forms.text.speech import Speech
from forms.text.translations import translate

NEAR = 3  # number of other times offered if one is full
_MOMENT = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$"}


class SlotSettings(FieldSettings):
    resource: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    drawn: bool = False  # asked for in a drawing: nothing is booked


class Slot(FieldType):
    """Stored as {"id", "starts", "ends", "place"} as offered; Asia/Tokyo, 2026-12-01T09:30. `won`: the receipt number
    with which it was won in a drawing."""

    id = "slot"
    control = "slot"
    Settings = SlotSettings

    def parts(self, settings: SlotSettings) -> tuple[Part, ...]:
        return (Part(""),)

    def parse(self, raw: Raw, settings: SlotSettings, environment: Environment) -> Parsed:
        posted = {trim(chosen) for chosen in raw.get("", ())} - {""}
        if not posted:
            return Parsed()
        matches = [slot for slot in environment.slots(settings.resource) if slot.id in posted]
        if len(posted) > 1 or not matches:
            return Parsed(mistakes=(Mistake("slot.gone"),))
        slot = matches[0]
        if slot.left <= 0:
            return Parsed(mistakes=(full(slot.starts, settings, environment),))
        won = {"won": slot.won} if slot.won else {}
        return Parsed({"id": slot.id, "starts": slot.starts, "ends": slot.ends, "place": slot.place, **won})

    def show(self, value: Value, settings: SlotSettings, speech: Speech, path: str) -> str:
        return f"{day_in_words(value['starts'], speech)} {hours_at_place(value['starts'], value['ends'], value['place'], speech)}"

    def message_arguments(self, arguments: Mapping[str, Argument], speech: Speech) -> Mapping[str, Argument]:
        if "near" not in arguments:
            return arguments
        near = [
            f"{day_in_words(starts, speech)} {clock(starts[11:], speech)}" for starts in str(arguments["near"]).split()
        ]
        return {**arguments, "near": speech.joined(near)}

    def typed(self, value: Value, settings: SlotSettings) -> Raw:
        return {"": (value["id"],)}

    def rule_parts(self, settings: SlotSettings) -> Mapping[str, Type]:
        return {"day": DATE, "starts": TIME, "ends": TIME, "won": YES_NO}

    def rule_part(self, value: Value, name: str, settings: SlotSettings) -> object:
        if name == "won":
            return bool(value.get("won"))
        return date.fromisoformat(value["starts"][:10]) if name == "day" else value[name][11:]

    def json_schema(self, settings: SlotSettings) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1}
        return {
            "type": "object",
            "properties": {"id": words, "starts": _MOMENT, "ends": _MOMENT, "place": words, "won": words},
            "required": ["id", "starts", "ends", "place"],
            "additionalProperties": False,
        }

    def cells(self, value: Value, settings: SlotSettings) -> dict[str, str]:
        return {"": value["id"], **{name: value[name] for name in ("starts", "ends", "place")}}

    def columns(self, settings: SlotSettings) -> tuple[tuple[str, str], ...]:
        return (("", "column.code"), *((name, f"slot.{name}") for name in ("starts", "ends", "place")))

    def good(self, settings: SlotSettings, source: random.Random) -> Raw:
        return {"": (f"{settings.resource}-{source.randint(1, 3)}",)}

    def bad(self, settings: SlotSettings, source: random.Random) -> tuple[Raw, str]:
        ways: tuple[Raw, ...] = (
            {"": ("nowhere-1",)},
            {"": (f"{settings.resource}-1", f"{settings.resource}-2")},
        )
        return source.choice(ways), "slot.gone"


def offered(settings: SlotSettings, environment: Environment) -> tuple[Offer, ...]:
    free = (slot for slot in environment.slots(settings.resource) if slot.left > 0)
    return tuple(sorted(free, key=lambda slot: (slot.starts, slot.place, slot.id)))


def full(starts: str, settings: SlotSettings, environment: Environment) -> Mistake:
    def distance(slot: Offer) -> timedelta:
        return abs(datetime.fromisoformat(slot.starts) - datetime.fromisoformat(starts))

    near = sorted(sorted(offered(settings, environment), key=distance)[:NEAR], key=lambda slot: slot.starts)
    if not near:
        return Mistake("slot.all_full")
    return Mistake("slot.full", arguments={"near": " ".join(dict.fromkeys(slot.starts for slot in near))})


def day_in_words(moment: str, speech: Speech) -> str:
    """令和8年（2026年）12月1日（火）; else western year."""
    day = date.fromisoformat(moment[:10])
    words = (
        in_both_calendars(day)
        if speech.language == "ja"
        else speech.message("date.western", year=day.year, month=day.month, day=day.day)
    )
    return speech.message("slot.day", day=words, weekday=speech.message(f"slot.weekday_{day.weekday()}"))


def hours_at_place(starts: str, ends: str, place: str, speech: Speech) -> str:
    return f"{hours_in_words(starts, ends, speech)}　{translate(speech.language, place)}"


def hours_in_words(starts: str, ends: str, speech: Speech) -> str:
    return speech.message("slot.hours", first=clock(starts[11:], speech), last=clock(ends[11:], speech))
