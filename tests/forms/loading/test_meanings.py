"""Every key of the format has one explanation."""

import pytest
from pydantic import BaseModel

from forms.definition.registry import field_types
from forms.loading import question_shape, shape, shared_shape, step_shape
from forms.loading.format_schema import format_schema
from forms.loading.meanings import meaning, meanings, models_in

ROOTS = [
    value
    for module in (question_shape, shape, shared_shape, step_shape)
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, BaseModel)
    and value.__module__ == module.__name__
    and not value.__name__.startswith("_")  # what two shapes share
]
MODELS = {model.__name__: model for model in models_in(*ROOTS, *(kind.Settings for kind in field_types().values()))}


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("name", sorted(MODELS))
def test_each_key_says_what_it_means_in_one_paragraph(name: str) -> None:
    assert [key for key in keys(MODELS[name]) if not meaning(MODELS[name], key).endswith("。")] == []


def test_nothing_is_explained_that_no_definition_can_say() -> None:
    explained = {(model, key) for model, keys in meanings().items() if model != "FieldType" for key in keys}
    assert explained <= {(name, key) for name, model in MODELS.items() for key in keys(model)}


def test_each_field_type_says_what_it_asks_for() -> None:
    assert set(meanings()["FieldType"]) == set(field_types())


def test_a_key_that_nobody_explains_is_reported() -> None:
    with pytest.raises(KeyError, match=r"LateShape\.colour"):
        meaning(shape.LateShape, "colour")


def test_an_editor_shows_the_meaning_of_a_key() -> None:
    parts = format_schema(field_types())["$defs"]
    for name in set(MODELS) & set(parts):
        properties = parts[name].get("properties", {})
        assert {key: schema["description"] for key, schema in properties.items()} == {
            key: meaning(MODELS[name], key) for key in properties
        }
