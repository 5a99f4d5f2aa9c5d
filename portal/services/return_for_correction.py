"""Returns an application (補正): which questions are asked again, why, and until when. The arrival stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from forms.calendar import add_days, open_day_from
from forms.kind import RETURNED
from forms.procedure import Field
from forms.written_day import read_day
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import Act, move_application, tell_applicant
from portal.services.rights import Member
from portal.services.row_names import labels
from portal.store import corrections

_DAYS, _MOST_DAYS = 14, 365
MOST_SIGNS = 500  # of one reason


@dataclass(frozen=True)
class Asked:
    """One chosen question as posted: a ready reason by key, own words, or both."""

    field: str
    reason: str
    words: str


@dataclass(frozen=True)
class Return:
    """`words`: field id → the sentence for the applicant. `mistakes`: what to mend first, as (box, key); the box is
    a field id, `due` or `fields`."""

    words: Mapping[str, str]
    due: date | None
    mistakes: tuple[tuple[str, str], ...]


def default_due(installation: Installation) -> date:
    """Two weeks, ending on a day on which the office can be asked."""
    return open_day_from(add_days(installation.clock.today(), _DAYS), installation.city.calendar())


def read_return(installation: Installation, case: Case, asked: tuple[Asked, ...], due: str) -> Return:
    """What was posted as a return, or what is wrong with it."""
    words = {one.field: _sentence(case, one) for one in asked if one.field in case.path.asked}
    wrong = [(name, "no_words") for name, sentence in words.items() if not sentence]
    wrong += [(name, "too_long") for name, sentence in words.items() if len(sentence) > MOST_SIGNS]
    if not words:
        wrong.append(("fields", "none_chosen"))
    day, slip = read_due(installation, due, installation.clock.today())
    return Return(words, day, (*wrong, ("due", slip)) if slip else tuple(wrong))


def read_due(installation: Installation, typed: str, after: date) -> tuple[date | None, str]:
    """The day, and what is wrong with it; "" for nothing. Within a year: a day of a wrong year would never pass."""
    day = read_day("western", typed, "", "") if typed.strip() else None
    if not isinstance(day, date):
        return None, "no_day"
    if day <= after:
        return day, "too_early"
    return day, "too_late" if day > installation.clock.today() + timedelta(days=_MOST_DAYS) else ""


def _sentence(case: Case, asked: Asked) -> str:
    ready = case.procedure.return_reasons.get(asked.reason, "")
    return "\n".join(part for part in (ready, asked.words.strip()) if part)


def askable(case: Case) -> tuple[Field, ...]:
    """The questions that can be asked again: those that were asked."""
    return tuple(field for field in case.path.fields if field.type.asks)


def return_for_correction(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, asked: Return
) -> None:
    """`asked` without mistakes. NotAllowed, Conflict."""
    if asked.mistakes or asked.due is None:
        raise ValueError(asked.mistakes)
    titles = labels(case.procedure, case.path, installation.speech(case.procedure, "ja"))
    told = "\n".join(f"{titles[name]}：{sentence}" for name, sentence in asked.words.items())
    act = Act("return", RETURNED, "return for correction", told, " ".join(asked.words))
    now = move_application(installation, unit, member, case, revision, act)
    sealed = case.sealer.seal(f"correction:{now}", dict(asked.words))
    corrections.add(unit, case.row.id, tuple(asked.words), sealed, asked.due.isoformat(), now)
    tell_applicant(installation, unit, case, "returned", now, until=asked.due.isoformat())
