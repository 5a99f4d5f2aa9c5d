"""Outside procedures, by the same field types."""

from collections.abc import Iterable, Mapping, Sequence

from forms.definition.field import Parsed
from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.messages import sentences
from forms.mistakes import Mistake
from forms.path.binding import Posted, boxes
from forms.path.environment import Environment
from forms.text.speech import Speech
from portal.services.shared.installation import Installation
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.find_towns import by_hand, find_towns, search_of


def own_question(
    name: str, kind: str, label: str, *, help: str = "", settings: Mapping[str, object] | None = None
) -> Field:
    type_ = field_types()[kind]
    return Field(name, type_, type_.Settings.model_validate(settings or {}), label, name, help=help)


def own_environment(installation: Installation) -> Environment:
    return Environment(installation.clock.today(), installation.city.calendar, towns=installation.towns.towns)


def own_speech(language: str) -> Speech:
    return Speech(language, sentences(language), {})


def read_own(installation: Installation, question: Field, posted: Posted) -> Parsed:
    raw = boxes(question.id, posted)
    parsed = question.type.parse(raw, question.settings, own_environment(installation))
    if parsed.value is None and not parsed.mistakes and question.required is True:
        return Parsed(mistakes=(Mistake(f"{question.type.id}.required"),))
    return parsed


def wrong(sentence: str) -> Mistake:
    return Mistake("rule", arguments={"say": sentence})


def own_view(
    installation: Installation, language: str, question: Field, posted: Posted, mistakes: Sequence[Mistake] = (), *,
    required: bool | None = None,
) -> FieldView:  # fmt: skip
    raw, environment = boxes(question.id, posted), own_environment(installation)
    towns: tuple[str, ...] = ()
    required = question.required is True if required is None else required
    if search_of(posted) == question.id and not by_hand(raw):
        raw, towns, mistakes = find_towns(raw, environment)
    return field_view(
        Shown(
            field=question, raw=raw, speech=own_speech(language), environment=environment, required=required,
            mistakes=mistakes, towns=towns,
        )
    )  # fmt: skip


def own_views(
    installation: Installation, language: str, questions: Iterable[Field], posted: Posted,
    mistakes: Mapping[str, Sequence[Mistake]], *, required: bool | None = None,
) -> list[FieldView]:  # fmt: skip
    return [
        own_view(installation, language, question, posted, mistakes.get(question.id, ()), required=required)
        for question in questions
    ]
