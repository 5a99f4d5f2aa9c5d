"""Words for completion."""

import json

from forms.definition.registry import field_types
from forms.loading import read_library
from forms.loading.library import SHIPPED
from portal.services.workshop.list_words import list_words


def test_every_shape_that_a_key_leads_to_is_there_with_its_keys_in_words() -> None:
    words = list_words(read_library((SHIPPED,)))
    shapes = words["shapes"]
    for keys in shapes.values():
        for meaning, below, values in keys.values():
            assert isinstance(meaning, str)
            assert isinstance(values, list)
            assert below == "" or below.removeprefix("*") in shapes
    assert all(meaning for meaning, _, _ in shapes["DefinitionShape"].values())
    assert shapes["DefinitionShape"]["steps"][1] == "Step"
    assert {"step", "repeat", "use", "ask"} <= set(shapes["Step"])
    assert {"id", "together", "repeat", "when"} <= set(shapes["Item"])
    assert shapes["type choice"]["options"][1] == "*Option"
    assert shapes["SourcedShape"]["certainty"][2] == ["law", "std", "assumed"]


def test_types_blocks_and_code_lists_are_those_that_there_are_and_it_is_small() -> None:
    words = list_words(read_library((SHIPPED,)))
    assert set(words["types"]) == set(field_types())
    assert words["blocks"]["person"] == "人"
    assert list(words["codes"]) == ["specified-diseases"]
    assert "attains" in words["functions"]
    assert len(json.dumps(words, ensure_ascii=False).encode()) < 80_000
