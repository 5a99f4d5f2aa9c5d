"""What people type is one value of YAML, whatever it holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forms.loading.tree import read_tree
from portal.services.workshop.write_yaml import flow, item
from tests.examples import examples


@settings(max_examples=examples(40))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_is_typed_is_one_value(words: str) -> None:
    data = {"key": words, "list": [words, 1, True]}
    assert read_tree(f"all: {flow(data)}\nlast: 1\n", "").plain() == {"all": data, "last": 1}


def test_a_long_item_has_a_line_for_each_key() -> None:
    long = {"id": "n", "label": "い" * 120}
    assert item(long, 2) == f'  - id: "n"\n    label: {long["label"]}\n'
    assert item({"id": "a"}, 0) == "- {id: a}\n"
