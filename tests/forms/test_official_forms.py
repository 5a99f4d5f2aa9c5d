"""What fills a box of an official form (`forms/procedures/boxes`) has a place on our own form, and its answer stands there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML

from forms.loading import load
from forms.path import Path
from forms.procedure import Field, Procedure
from forms.registry import field_types
from forms.sampling import valid_sample
from portal.services.print_form import Filled, form_content
from tests.forms.fuzzing import CITY, usual
from tests.forms.household import FORMS

BOXES = FORMS / "procedures" / "boxes"
NAMES = sorted(path.stem for path in BOXES.glob("*.yaml"))
SEEDS = range(2)
# Answers that stand on paper as they were typed; others are ticks, eras, single boxes.
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
        """Those that fill a box, by full name."""
        return {box["from"] for box in self.boxes if "from" in box} & set(self.procedure.by_name)


@cache
def official(name: str) -> OfficialForm:
    procedure = load(FORMS / "procedures" / f"{name}.yaml", fields=field_types())
    sheet = YAML(typ="safe").load((BOXES / f"{name}.yaml").read_text(encoding="utf-8"))
    return OfficialForm(procedure, sheet)


@pytest.mark.parametrize("name", NAMES)
def test_the_empty_form_has_a_place_for_each_box(name: str) -> None:
    form = official(name)
    labels = {row["label"] for row in rows(form.procedure, None)}
    computed = {field.name for field in form.procedure.fields if field.compute}
    assert [one for one in form.questions - computed if form.procedure.by_name[one].label not in labels] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_was_answered_stands_on_the_filled_form(name: str) -> None:
    form = official(name)
    for seed in SEEDS:
        path = valid_sample(form.procedure, usual(form.procedure, seed), seed)
        filled = rows(form.procedure, path)
        for field in path.fields:
            if field.name in form.questions and field.id in path.answers:
                assert stands(field, path.answers[field.id], filled), field.id


def rows(procedure: Procedure, path: Path | None) -> list[Mapping[str, Any]]:
    """The lines of the form, empty or filled with this path."""
    day = CITY.residents.as_of
    content = form_content(procedure, CITY, day, Filled(path, day) if path else None)
    return [row for part in content["sections"] for group in part["groups"] for row in group["rows"]]


def stands(field: Field, value: Any, filled: list[Mapping[str, Any]]) -> bool:
    """Whether one line called so says something, and just what was typed where words are drawn as they are."""
    boxes = [row["box"] for row in filled if row["label"] == field.label]
    if field.type.id not in AS_TYPED:
        return any(marked(box) for box in boxes)
    typed = [text for said in field.type.typed(value, field.settings).values() for text in said]
    return any(all(text in "\n".join(strings(box)) for text in typed) for box in boxes)


def marked(box: Mapping[str, Any]) -> bool:
    """Something is ticked, drawn or written; a line for what was not answered is neither."""
    if box["kind"] == "options":
        return any(one["ticked"] for one in box["items"])
    return any(text not in ("", "―") for text in strings({key: box[key] for key in box if key not in ("kind", "unit")}))


def strings(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        return [text for one in part.values() for text in strings(one)]
    if isinstance(part, list | tuple):
        return [text for one in part for text in strings(one)]
    return [part] if isinstance(part, str) else []
