"""Generated pages match their scripts."""

import re
import runpy
from contextlib import redirect_stdout
from functools import cache
from io import StringIO

import pytest

from forms.city.parts import CITY
from forms.definition.registry import field_types
from forms.loading.meanings import meanings, models_in
from integrations.exports.sources import ITEMS
from portal.services.administration.city_parts import PARTS
from portal.web.administration.part_page import TEXT_ONLY
from tests.house.tree import ROOT, text

FORMAT = ("key_reference.py", "field_type_reference.py")
PAGES = {
    "key_reference.py": "keys.md",
    "field_type_reference.py": "field-types.md",
    "layout_key_reference.py": "layout-keys.md",
    "city_key_reference.py": "city-keys.md",
    "procedure_table.py": "procedures.md",
    "access_table.py": "access.md",
    "exit_reference.py": "exit-tables.md",
    "standard_system_table.py": "standard-systems.md",
}
# The unit of money is implicit.
UNSHOWN = {"unit"}


@cache
def printed(script: str) -> str:
    """In this process, where the shipped definitions are read already."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as page:
        patch.syspath_prepend(ROOT / "scripts")
        runpy.run_path(str(ROOT / "scripts" / script), run_name="__main__")
    return page.getvalue()


@pytest.mark.parametrize("script", PAGES)
def test_the_page_is_what_the_script_prints(script: str) -> None:
    made = f"PYTHONPATH=. .venv/bin/python scripts/{script} > docs/{PAGES[script]}"
    assert text(ROOT / "docs" / PAGES[script]) == printed(script), f"run: {made}"


def test_every_key_has_its_place_in_a_page() -> None:
    pages = "".join(printed(script) for script in FORMAT)
    sentences = {sentence for model, keys in meanings().items() for sentence in keys.values()}
    assert [sentence for sentence in sorted(sentences) if sentence not in pages] == []


@pytest.mark.parametrize("script", FORMAT)
def test_every_key_has_an_example(script: str) -> None:
    items = re.findall(r"^- \*\*`([a-z_]+)`\*\*[^\n]*\n\n(  ```yaml)?", printed(script), re.MULTILINE)
    assert len(items) > 20
    assert {key for key, example in items if not example} <= UNSHOWN


def test_every_key_of_a_city_s_files_is_in_its_page() -> None:
    page = printed("city_key_reference.py")
    for part in PARTS.values():
        names = {
            field.alias or name
            for model in models_in(part.shape)
            for name, field in model.model_fields.items()
            if part.id not in TEXT_ONLY and (part.file != CITY or name in part.keys)
        }
        assert [name for name in sorted(names) if f"- **`{name}`**" not in page] == [], part.id
        assert f"（`{part.file}`）" in page


def test_every_type_shows_a_question_and_what_may_be_typed() -> None:
    parts = re.split(r"^## `([a-z_]+)`$", printed("field_type_reference.py"), flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(sections) == set(field_types())
    asking = {name: section for name, section in sections.items() if field_types()[name].asks}
    assert [name for name, section in sections.items() if f"type: {name}" not in section] == []
    assert [
        name for name, section in asking.items() if "| 打つもの |" not in section or "まちがいのとき" not in section
    ] == []


def test_every_name_that_a_column_may_take_is_in_its_page() -> None:
    page = printed("layout_key_reference.py")
    names = [f"{root}.{name}" for root, items in ITEMS.items() for name in items]
    assert [name for name in names if not re.search(rf"^\| `{re.escape(name)}` \| .+ \|$", page, re.MULTILINE)] == []
    shown = set(re.findall(r"^\| `([a-z_]+)` \| `answers\.x", page, re.MULTILINE))
    assert shown == {name for name in field_types() if field_types()[name].asks} | {"computed"}
