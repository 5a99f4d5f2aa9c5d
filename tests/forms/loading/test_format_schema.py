"""The JSON schema of the format."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forms.definition.registry import field_types
from forms.loading.format_schema import format_schema
from forms.loading.tree import read_tree
from tests.examples import some
from tests.forms.household import FORMS, HOUSEHOLD
from tests.forms.loading.small import SMALL

SCHEMA = format_schema(field_types())
VALIDATOR = Draft202012Validator(SCHEMA)
BAD = Path(__file__).parent / "bad"
SHIPPED = sorted(
    path
    for folder in ("procedures", "blocks", "codes")
    for path in (FORMS / folder).glob("*.yaml")
    if "." not in path.stem
)


def tree(text: str) -> Any:
    return read_tree(text, "file.yaml").plain()


def faults(text: str) -> list[str]:
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in VALIDATOR.iter_errors(tree(text))
    ]


@pytest.mark.uncounted
def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.uncounted
@pytest.mark.parametrize("path", some(SHIPPED, 40), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_shipped_fits(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.uncounted
@pytest.mark.parametrize("path", sorted(BAD.glob("*.good.yaml")), ids=lambda path: path.stem)
def test_what_loads_fits(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "name", ["field-type", "format-unknown", "key-missing", "key-unknown", "key-unknown-in-type", "kind-unknown"]
)
def test_what_does_not_load_because_of_its_keys_is_reported(name: str) -> None:
    assert faults((BAD / f"{name}.yaml").read_text(encoding="utf-8"))


def test_blocks_rows_and_codes_fit() -> None:
    assert faults(HOUSEHOLD) == []
    assert faults("format: 1\ncodes: colours\noptions: {red: 赤, blue: {label: 青, tell: true}}\n") == []
    assert (
        faults(
            SMALL.replace("options:\n          torn: 破れた\n          lost: {label: なくした}", "options: {codes: x}")
        )
        == []
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("when: not_here", "whn: not_here", "'whn' was unexpected"),
        ("type: date", "type: date, max: 3", "'max' was unexpected"),
        ("type: text", "type: text, max: many", "'many' is not of type 'integer'"),
        ("min: 0", "min: 0, rows: 0", "0 is not of type 'string'"),
        ("with: {sex: false}", "with: {sex: 7}", "not valid under any"),
        ("use: person, ", "", "'use' is a dependency of 'with'"),
        (", ask: [{id: note, type: text, label: 見本}]", "", "{'repeat'"),
        ("options: {red: 赤}", "options: {Red: 赤}", "'Red' does not match"),
    ],
)
def test_a_slip_is_reported_where_it_is(old: str, new: str, expected: str) -> None:
    more = """\
      - {id: day, type: date, label: 日, when: not_here}
      - {repeat: rows, label: 行, min: 0, ask: [{id: note, type: text, label: 見本}]}
  - {step: 人, id: people, use: person, as: one, with: {sex: false}, ask: [{id: colour, type: choice, label: 色, options: {red: 赤}}]}
"""
    assert faults(SMALL + more) == []
    assert old in more
    complaints = faults(SMALL + more.replace(old, new, 1))
    assert any(expected in complaint for complaint in complaints), complaints


def test_a_block_names_its_parameters_and_a_definition_cannot() -> None:
    block = "format: 1\nblock: b\ntitle: 見本\nask:\n  - {id: a, type: text, label: 見本, given: {phone: [none]}, required: {phone: x}}\n"
    assert faults(block) == []
    assert faults(SMALL.replace("label: 理由", "label: 理由\n        given: {phone: [none]}"))
