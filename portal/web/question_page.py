"""The controls of one page: from stored answers, from what was just typed, or from what is known."""

from collections.abc import Mapping, Sequence

from forms.binding import Posted, boxes
from forms.environment import Environment
from forms.field import Raw, Value
from forms.path import AskedPage, Path
from forms.procedure import Field
from forms.speech import Speech
from portal.web.field_view import FieldView, Shown, field_view
from portal.web.find_towns import by_hand, find_towns


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
    """`sources`: where each known answer comes from; `helped`: which stored ones somebody else wrote. `posted`: as typed. The path's mistakes
    are told either way: a stored answer can be made wrong by another one. `search`: the address whose postal code is
    looked up now, unless its button said that the town will be typed by hand."""
    alone = len(asked.fields) == 1 and not asked.page.title
    found = []
    for field in asked.fields:
        stored = path.answers.get(field.id)
        raw: Raw = field.type.typed(stored, field.settings) if stored is not None else {}
        if posted is not None:
            raw = boxes(field.id, posted)
        elif field.id in path.hidden:
            raw, stored = {}, None
        elif stored is None and field.id in known:
            raw = field.type.typed(known[field.id], field.settings)
        towns: tuple[str, ...] = ()
        mistakes = () if search else path.mistakes.get(field.id, ())
        if search == field.id and not by_hand(raw):
            raw, towns, mistakes = find_towns(raw, environment)
        found.append(
            field_view(
                Shown(
                    field=field,
                    raw=raw,
                    speech=speech,
                    environment=environment,
                    required=field.id in path.required,
                    mistakes=mistakes,
                    warnings=path.warnings.get(field.id, ()) if posted is None else (),
                    source=_source(field, stored, known, sources, helped) if posted is None else "",
                    heading=alone,
                    value=stored,
                    towns=towns,
                    own=own,
                )
            )
        )
    return found


def _source(
    field: Field,
    stored: Value | None,
    known: Mapping[str, Value],
    sources: Mapping[str, str],
    helped: Mapping[str, str],
) -> str:
    if stored is not None:
        return helped.get(field.id, "")
    return sources.get(field.id, "") if field.id in known else ""


def problems(shown: Sequence[FieldView]) -> list[tuple[str, str]]:
    """The error summary: each sentence as beside its field, and where it leads."""
    return [(error, view.first_box) for view in shown for error in view.errors]


def page_title(speech: Speech, asked: AskedPage) -> str:
    """The heading where several questions stand together, or the only one is a sentence to agree to; "" where the one
    question is the heading itself."""
    if asked.page.title:
        return speech.text(f"{asked.page.path}.title", asked.page.title)
    if asked.fields[0].type.control == "consent":
        return speech.text(f"{asked.step.path}.title", asked.step.title)
    return ""
