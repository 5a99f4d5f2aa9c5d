"""Questions of our own pages, outside any procedure, read and drawn by the same field types as those of a procedure."""

from collections.abc import Mapping, Sequence

from forms.binding import Posted, boxes
from forms.environment import Environment
from forms.field import Parsed
from forms.messages import sentences
from forms.mistakes import Mistake
from forms.procedure import Field
from forms.registry import field_types
from forms.speech import Speech
from portal.services.installation import Installation
from portal.web.field_view import FieldView, Shown, field_view
from portal.web.find_towns import by_hand, find_towns, search_of


def own_question(
    name: str, kind: str, label: str, *, help: str = "", settings: Mapping[str, object] | None = None
) -> Field:
    """`label` and `help` in the reader's language."""
    type_ = field_types()[kind]
    return Field(name, type_, type_.Settings.model_validate(settings or {}), label, name, help=help)


def own_environment(installation: Installation) -> Environment:
    return Environment(installation.clock.today(), installation.city.calendar(), towns=installation.towns.towns)


def own_speech(language: str) -> Speech:
    """The sentences of the engine, and no definition's."""
    return Speech(language, sentences(language), {})


def read_own(installation: Installation, question: Field, posted: Posted) -> Parsed:
    """The answer; where there is none and one is required, the mistake that says so."""
    raw = boxes(question.id, posted)
    parsed = question.type.parse(raw, question.settings, own_environment(installation))
    if parsed.value is None and not parsed.mistakes and question.required is True:
        return Parsed(mistakes=(Mistake(f"{question.type.id}.required"),))
    return parsed


def wrong(sentence: str) -> Mistake:
    """A mistake that no field type knows."""
    return Mistake("rule", arguments={"say": sentence})


def own_view(
    installation: Installation, language: str, question: Field, posted: Posted, mistakes: Sequence[Mistake] = (), *,
    required: bool = True,
) -> FieldView:  # fmt: skip
    """The towns of a postal code where its button was pressed."""
    raw, environment = boxes(question.id, posted), own_environment(installation)
    towns: tuple[str, ...] = ()
    if search_of(posted) == question.id and not by_hand(raw):
        raw, towns, mistakes = find_towns(raw, environment)
    return field_view(
        Shown(
            field=question, raw=raw, speech=own_speech(language), environment=environment, required=required,
            mistakes=mistakes, towns=towns,
        )
    )  # fmt: skip
