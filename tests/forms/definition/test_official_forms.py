"""Each box of an official form (`forms/procedures/boxes`) has a line on our form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from forms.definition.procedure import Field, Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.path.path import Path
from forms.scenarios.sampling import valid_sample
from portal.services.paper.paper_rules import PaperRules
from portal.services.paper.print_form import Filled, form_content
from portal.services.procedures.draw_field import reading_label
from tests.examples import some
from tests.forms.fuzzing import CITY, usual
from tests.forms.household import FORMS

BOXES = FORMS / "procedures" / "boxes"
NAMES = sorted(path.stem for path in BOXES.glob("*.yaml"))
SEEDS = range(2)
# These field types print as typed; the others print as ticks, eras or single cells.
AS_TYPED = ("text", "person_name", "phone", "email")


@dataclass(frozen=True)
class OfficialForm:
    procedure: Procedure
    sheet: Mapping[str, Any]

    @property
    def boxes(self) -> list[Mapping[str, str]]:
        return list(self.sheet["boxes"])

    @property
    def questions(self) -> set[str]:
        return {box["from"] for box in self.boxes if "from" in box} & set(self.procedure.by_name)


@cache
def official(name: str) -> OfficialForm:
    procedure = load(FORMS / "procedures" / f"{name}.yaml", fields=field_types())
    sheet = YAML(typ="safe").load((BOXES / f"{name}.yaml").read_text(encoding="utf-8"))
    return OfficialForm(procedure, sheet)


@pytest.mark.parametrize("name", some(NAMES, 24))
def test_the_empty_form_has_a_place_for_each_box(name: str) -> None:
    form = official(name)
    labels = {row["label"] for row in rows(form.procedure, None)}
    rules = PaperRules(form.procedure, CITY, CITY.residents.as_of, {})
    asked = [field for field in map(form.procedure.by_name.__getitem__, form.questions) if rules.asks(field)]
    absent = [field.name for field in asked if not field.compute and reading_label(field, field.label) not in labels]
    assert absent == []


@pytest.mark.uncounted
@pytest.mark.parametrize("name", some(NAMES, 24))
def test_what_was_answered_is_on_the_filled_form(name: str) -> None:
    form = official(name)
    for seed in SEEDS:
        path = valid_sample(form.procedure, usual(form.procedure, seed), seed)
        filled = rows(form.procedure, path)
        for field in path.fields:
            if field.name in form.questions and field.id in path.answers:
                assert has_answer(field, path.answers[field.id], filled), field.id


def rows(procedure: Procedure, path: Path | None) -> list[Mapping[str, Any]]:
    """Empty if `path` is None."""
    day = CITY.residents.as_of
    content = form_content(procedure, CITY, day, Filled(path, day) if path else None)
    return [row for part in content["sections"] for group in part["groups"] for row in group["rows"]]


def has_answer(field: Field, value: Any, filled: list[Mapping[str, Any]]) -> bool:
    """For AS_TYPED types the line must have exactly the typed text."""
    boxes = [row["box"] for row in filled if row["label"] == reading_label(field, field.label)]
    if field.type.id not in AS_TYPED:
        return any(marked(box) for box in boxes)
    typed = [text for texts in field.type.typed(value, field.settings).values() for text in texts]
    return any(all(text in "\n".join(strings(box)) for text in typed) for box in boxes)


def marked(box: Mapping[str, Any]) -> bool:
    """Lines for unanswered questions do not count."""
    if box["kind"] == "options":
        return any(item["ticked"] for item in box["items"])
    return any(text not in ("", "―") for text in strings({key: box[key] for key in box if key not in ("kind", "unit")}))


def strings(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        return [text for child in part.values() for text in strings(child)]
    if isinstance(part, list | tuple):
        return [text for child in part for text in strings(child)]
    return [part] if isinstance(part, str) else []
