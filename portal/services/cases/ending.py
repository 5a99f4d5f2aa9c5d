"""取消し and 撤回 (行政手続法13条)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from forms.answers import Answers
from forms.messages import sentences
from forms.numbers.calendar import in_both_calendars
from portal.db import Unit
from portal.services.procedures.check_sections import CheckRow, CheckSection
from portal.store.cases import entitlements

ENDING = "ending"  # key among the values of a result; no question of a definition has it
HEARING, EXPLANATION, NOT_NEEDED = "hearing", "explanation", "not_needed"


@dataclass(frozen=True)
class Ending:
    on: str  # ISO, the first day without effect; "" = it never had any (取消し)
    hearing: str
    heard_on: str = ""
    basis: str = ""  # why nobody is heard


def values_of_ending(ending: Ending) -> dict[str, Any]:
    return {ENDING: asdict(ending)}


def ending_of(values: Answers) -> Ending | None:
    stored: Mapping[str, str] | None = values.get(ENDING)
    return None if stored is None else Ending(**stored)


def rows_of_ending(ending: Ending, language: str = "ja") -> list[tuple[str, str]]:
    words = sentences(language)
    effect = words["ending.on"].format(day=_day(ending.on)) if ending.on else words["ending.never"]
    heard = ending.basis if ending.hearing == NOT_NEEDED else _day(ending.heard_on)
    return [(words["ending.effect"], effect), (words[f"ending.{ending.hearing}"], heard)]


def cells_of_ending(ending: Ending) -> dict[str, str]:
    """By heading, for other systems: days are ISO."""
    heard = ending.basis if ending.hearing == NOT_NEEDED else ending.heard_on
    words = sentences("ja")
    return {"効力がなくなる日": ending.on or words["ending.never"], words[f"ending.{ending.hearing}"]: heard}


def section_of_ending(ending: Ending, language: str) -> CheckSection:
    rows = rows_of_ending(ending, language)
    return CheckSection(
        sentences(language)["ending.title"], tuple(CheckRow(ENDING, label, value, "") for label, value in rows)
    )


def end_entitlements(unit: Unit, application_id: int, ending: Ending, now: int) -> None:
    if not ending.on:
        entitlements.end_all(unit, application_id, now)
        return
    last = date.fromisoformat(ending.on) - timedelta(days=1)
    entitlements.end_after(unit, application_id, last.isoformat(), now)


def _day(day: str) -> str:
    return in_both_calendars(date.fromisoformat(day))
