"""The questions that the desk answers with an outcome."""

# Rules and rows may use the application's (`rows_of`).

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from forms.answers import Answers
from forms.definition.field import Parsed, Raw, Value
from forms.definition.procedure import Field, Procedure, Repeat, Step, repeats_in
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.path.path import Path, Reader, Tracer
from forms.path.scope import Row, Scope, keep_value
from forms.text.japanese import plain
from forms.text.speech import Speech

OUTCOME = "result.outcome"
NOTHING = Path((), {}, {}, {}, (), None)
_YES_NO = {"はい": "yes", "いいえ": "no", "有": "yes", "無": "no"}


def walk_result(procedure: Procedure, values: Answers, before: Path, environment: Environment) -> Path:
    """`values`: as stored with the case, with the outcome; `before`: the application's path."""
    return _trace(procedure, lambda field: Parsed(values.get(field.id)), before, environment)


def path_with_result(
    procedure: Procedure, outcome: str, values: Answers, before: Path, environment: Environment
) -> Path:
    """For rules of what follows a result: they see the application's answers and those of the result."""
    if procedure.result is None:
        return before
    return walk_result(procedure, {**values, OUTCOME: outcome}, before, environment)


def read_result(
    procedure: Procedure, outcome: str, raw_of: Callable[[Field], Raw], before: Path, environment: Environment
) -> Path:
    """`raw_of`: boxes as posted or from a table's cells."""

    def read(field: Field) -> Parsed:
        if field.id == OUTCOME:
            return Parsed(outcome)
        return field.type.parse(raw_of(field), field.settings, environment)

    return _trace(procedure, read, before, environment)


def _trace(procedure: Procedure, read: Callable[[Field], Parsed], before: Path, environment: Environment) -> Path:
    # Without the outcome.
    if procedure.result is None:
        return NOTHING
    path = trace_step(procedure.result, before, read, environment)
    pages = tuple(asked for asked in path.pages if asked.fields and asked.fields[0].id != OUTCOME)
    return replace(path, pages=pages)


def asked_with(procedure: Procedure, outcome: str) -> Iterator[tuple[Field, bool | None]]:
    """With whether this outcome requires an answer (None: it depends)."""
    if procedure.result is None:
        return
    scope = Scope(Environment(date(2026, 4, 1), ClosedDays(frozenset())))
    keep_value(scope.whole, OUTCOME, outcome, {})
    for repeat in _repeats(procedure):
        scope.enter(repeat.id, Row())
    repeats = repeats_in(procedure.result.items)
    for field in procedure.result.fields:
        around = [repeat.when for repeat in repeats if field.name.startswith(f"{repeat.id}.")]
        asked = [rule.evaluate(scope) for rule in (field.when, *around) if rule is not None]
        if field.type.asks and field.name != OUTCOME and False not in asked:
            needed = field.required if isinstance(field.required, bool) else field.required.evaluate(scope)
            always = needed is True and all(value is True for value in asked)
            yield field, False if needed is False else always or None


def as_procedure(procedure: Procedure) -> Procedure:
    steps = procedure.steps if procedure.result is None else (*procedure.steps, procedure.result)
    return replace(procedure, steps=steps)


def head_of(procedure: Procedure, field: Field, speech: Speech) -> str:
    label = speech.text(field.label_place, field.label)
    repeat = next((repeat for repeat in _repeats(procedure) if field.name.startswith(f"{repeat.id}.")), None)
    if repeat is None:
        return label
    number = field.id.removeprefix(f"{repeat.id}.").partition(".")[0]
    return f"{speech.text(f'{repeat.path}.label', repeat.label)}{number} {label}"


def _repeats(procedure: Procedure) -> tuple[Repeat, ...]:
    return () if procedure.result is None else as_procedure(procedure).repeats


def raw_of_cell(field: Field, cell: str, speech: Speech) -> Raw:
    """As people write cells: labels or codes, whole dates, はい and いいえ."""
    text, kind = cell.strip(), field.type.id
    if not text:
        return {}
    if kind == "yes_no":
        return {"": (_YES_NO.get(plain(text), plain(text)),)}
    if kind in ("choice", "multiple_choice"):
        by_label = {plain(label): code for code, label in _labels(field, speech).items()}
        parts = [part for part in text.replace("、", ";").split(";") if part.strip()] if kind != "choice" else [text]
        return {"": tuple(by_label.get(plain(part), plain(part)) for part in parts)}
    if kind in ("date", "year_month"):
        return {"year": (text,)}
    if kind == "period":
        first, _, last = text.replace("~", "～").replace("〜", "～").partition("～")
        return {"from_year": (first.strip(),), "to_year": (last.strip(),)}
    return {field.type.parts(field.settings)[0].name: (text,)} if field.type.asks else {}


def cell_of(field: Field, value: Value, speech: Speech) -> str:
    if field.type.id == "period":
        return "～".join(value[end] for end in ("from", "to") if end in value)
    if field.type.id in ("date", "year_month"):
        return str(value)
    return field.type.show(value, field.settings, speech, field.path)


def _labels(field: Field, speech: Speech) -> Mapping[str, str]:
    options = field.settings.options
    return {code: speech.text(f"{field.path}.options.{code}.label", option.label) for code, option in options.items()}


def trace_step(step: Step, before: Path, read: Reader, environment: Environment) -> Path:
    tracer = Tracer(read, environment, {})
    if before.scope is not None:
        # Its rules see the application's rows. What a former result left there is not of this one.
        tracer.scope = before.scope
        whole = tracer.scope.whole
        whole.values = {name: value for name, value in whole.values.items() if not name.startswith(f"{step.id}.")}
    tracer.step(step)
    return tracer.path(None)
