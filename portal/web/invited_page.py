"""The known fact of a letter: a birthday in the box that takes days as people write them."""

from forms.binding import boxes
from forms.environment import Environment
from forms.field import Parsed
from forms.fields.date import Date, DateSettings
from forms.messages import sentences
from forms.mistakes import Mistake
from forms.procedure import Field
from forms.speech import Speech
from portal.services.installation import Installation
from portal.web.field_view import FieldView, Shown, field_view
from portal.web.posting import Posted
from portal.web.words import words

_BOX = "birth"


def _field(language: str) -> Field:
    return Field(_BOX, Date(), DateSettings(), words(language)["invited.birth"], "invited.birth")


def _parsed(installation: Installation, posted: Posted) -> Parsed:
    environment = Environment(installation.clock.today(), installation.city.calendar())
    return Date().parse(boxes(_BOX, posted), DateSettings(), environment)


def read_birth(installation: Installation, posted: Posted) -> str | None:
    """None where it is missing or no day."""
    parsed = _parsed(installation, posted)
    return None if parsed.mistakes or parsed.value is None else str(parsed.value)


def birth_view(installation: Installation, language: str, posted: Posted | None) -> FieldView:
    """As it was typed, with what is to mend; empty before anything was."""
    mistakes: tuple[Mistake, ...] = ()
    if posted is not None:
        parsed = _parsed(installation, posted)
        mistakes = parsed.mistakes or (() if parsed.value is not None else (Mistake("date.required"),))
    environment = Environment(installation.clock.today(), installation.city.calendar())
    return field_view(
        Shown(
            field=_field(language),
            raw=boxes(_BOX, posted) if posted is not None else {},
            speech=Speech(language, sentences(language), {}),
            environment=environment,
            required=True,
            mistakes=mistakes,
        )
    )
