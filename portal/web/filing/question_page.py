from collections.abc import Mapping, Sequence
from typing import Any

from forms.definition.field import Raw, Value
from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.binding import Posted, boxes
from forms.path.environment import Environment
from forms.path.known_values import ONLINE
from forms.path.path import AskedPage, Path
from forms.path.scope import Scope
from forms.text.speech import Speech
from portal.services.procedures.row_names import row_title
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.find_towns import by_hand, find_towns
from portal.web.shared.listed_choices import search_mistakes
from portal.web.shared.words import words

_SAME_NAME = frozenset({"spouse", "child", "member"})
_NAMES = {"person.name": "name", "person.kana": "kana"}
_STRANGER = "ソノホカ"


def views(
    asked: AskedPage,
    path: Path,
    speech: Speech,
    environment: Environment,
    *,
    posted: Posted | None = None,
    known: Mapping[str, Value] = {},
    sources: Mapping[str, str] = {},
    search: str = "",
    own: bool = False,
    helped: Mapping[str, str] = {},
) -> list[FieldView]:
    """`sources`: of known answers; `helped`: by helpers.
    `search`: the address being looked up."""
    alone = len(asked.fields) == 1 and not asked.page.title
    beside = {field.name: field for field in path.fields if field.id in path.required}
    shown = []
    for field in asked.fields:
        stored = path.answers.get(field.id)
        raw: Raw = field.type.typed(stored, field.settings) if stored is not None else {}
        proposal = ""
        if field.id in path.hidden:
            raw, stored = {}, None
        elif posted is not None:
            raw = boxes(field.id, posted)
        elif stored is None and field.id in known:
            raw = field.type.typed(known[field.id], field.settings)
        elif stored is None:
            raw, proposal = proposed(field, path, environment)
        towns: tuple[str, ...] = ()
        kept = field.id in path.kept
        mistakes = () if search else path.mistakes.get(field.id, ())
        if search == field.id and field.type.control == "listed":
            mistakes = search_mistakes(field, raw, environment)
        elif search == field.id and not by_hand(raw):
            raw, towns, mistakes = find_towns(raw, environment)
        shown.append(
            field_view(
                Shown(
                    field=field,
                    raw=raw,
                    speech=speech,
                    environment=environment,
                    required=field.id in path.required or field.id in asked.then_required,
                    mistakes=mistakes,
                    warnings=path.warnings.get(field.id, ()) if posted is None else (),
                    source=words(speech.language)[proposal]
                    if proposal
                    else _source(field, kept, posted, stored, known, sources, helped),
                    kept=kept,
                    heading=alone,
                    value=stored,
                    towns=towns,
                    own=own,
                    beside=beside,
                )
            )
        )
    return shown


def warnings_of(path: Path, asked: AskedPage | None) -> list[tuple[str, Mistake]]:
    return [
        (field.id, mistake) for field in (asked.fields if asked else ()) for mistake in path.warnings.get(field.id, ())
    ]


def _source(
    field: Field,
    kept: bool,
    posted: Posted | None,
    stored: Value | None,
    known: Mapping[str, Value],
    sources: Mapping[str, str],
    helped: Mapping[str, str],
) -> str:
    if kept:
        return sources.get(field.id, "")
    if posted is not None:
        return ""
    if stored is not None:
        return helped.get(field.id, "")
    return sources.get(field.id, "") if field.id in known else ""


# A part of an answer that nothing holds whole, with the key of what it is taken from.
def proposed(field: Field, path: Path, environment: Environment) -> tuple[Raw, str]:
    if family := family_name(field, path, environment):
        return {"family": (family,)}, "source.family"
    if holder := account_holder(field, path, environment):
        return {"holder": (holder,), "post_holder": (holder,)}, "source.kana"
    return {}, ""


def family_name(field: Field, path: Path, environment: Environment) -> str:
    """The applicant's, proposed online for spouse, children and who lives with them; "" if not in two parts. A clerk's page and a name that may
    stay empty propose nothing: half a name that nobody typed would be a mistake."""
    if environment.door != ONLINE or field.id not in path.required:
        return ""
    if field.role not in _SAME_NAME or field.concept not in _NAMES or "name" not in environment.applicant:
        return ""
    known: Any = environment.applicant.get(_NAMES[field.concept])
    name = f"applicant.{_NAMES[field.concept]}"
    answered = (
        path.answers[other.id] for other in path.fields if other.known_from == name and other.id in path.answers
    )
    return str(next(iter(answered), known or {}).get("family", ""))


def account_holder(field: Field, path: Path, environment: Environment) -> str:
    # Proposed online: the kana that a warning of the account compares its holder with, where another name would be warned about.
    if environment.door != ONLINE or field.type.id != "bank_account" or field.own or path.scope is None:
        return ""
    warnings = [rule.that for rule in field.warn if f"{field.name}.holder" in rule.that.names]
    scope = Scope(environment)
    scope.frames[""] = path.scope.whole.copied()

    def is_holder(name: str) -> bool:
        scope.whole.values[f"{field.name}.holder"] = name
        return all(warning.evaluate(scope) is not False for warning in warnings)

    if not warnings or is_holder(_STRANGER):
        return ""
    compared = {name for warning in warnings for name in warning.names}
    readings = (
        "　".join(path.answers[other.id].values())
        for other in path.fields
        if other.type.id == "kana" and other.name in compared and other.id in path.answers
    )
    return next((reading for reading in readings if is_holder(reading)), "")


def problems(shown: Sequence[FieldView]) -> list[tuple[str, str]]:
    # Each sentence leads to its own box, where it is about one.
    # Of radios the first: a later one of the same part would replace it.
    places = (
        {error: option.id for option in reversed(view.options) for error in option.errors}
        | {error: box.id for box in view.boxes for error in box.errors}
        for view in shown
    )
    return [
        (error, own.get(error, view.first_box))
        for view, own in zip(shown, places, strict=True)
        for error in view.errors
    ]


def headings(procedure: Procedure, path: Path, asked: AskedPage, speech: Speech) -> dict[str, str]:
    """Of joined pages, above the first question of each."""
    titles: dict[str, str] = {}
    steps = len({part.step.id for part in asked.parts}) > 1
    shown = page_title(speech, asked)
    for part in asked.parts:
        row = row_title(procedure, path, part.row, speech) if part.row is not None else ""
        own = row or (step_title(speech, part) if steps else page_title(speech, part))
        if own and own != shown:
            titles[part.fields[0].id] = shown = own
    return titles


def folded_words(path: Path, asked: AskedPage, speech: Speech) -> dict[str, str]:
    values = {**path.known, **path.answers}
    return {
        field.id: field.type.show(values[field.id], field.settings, speech, field.path)
        for field in asked.fields
        if field.id in asked.folded and field.id in values
    }


def step_title(speech: Speech, asked: AskedPage) -> str:
    return speech.text(f"{asked.step.path}.title", asked.step.title)


def page_title(speech: Speech, asked: AskedPage) -> str:
    if asked.parts:
        return step_title(speech, asked.parts[0])
    if asked.page.title:
        return speech.text(f"{asked.page.path}.title", asked.page.title)
    if asked.fields[0].type.control == "consent":
        return step_title(speech, asked)
    return ""
