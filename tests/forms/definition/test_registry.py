import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest

from forms.complaints import Refused
from forms.definition.registry import field_types, find

WHOLE = "from forms.fields.phone import Phone\nclass {name}(Phone):\n    id = {id!r}\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "some_fields"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "some_fields"]:
        del sys.modules[name]


def _imported() -> ModuleType:
    invalidate_caches()
    return import_module("some_fields")


def test_every_file_in_the_folder_is_a_field_type() -> None:
    files = {file.stem for file in Path(find.__code__.co_filename).parents[1].joinpath("fields").glob("[!_]*.py")}
    assert set(field_types()) == files
    assert all(kind.id == name for name, kind in field_types().items())
    assert field_types() is field_types()


def test_a_file_that_is_added_is_found(package: Path) -> None:
    (package / "pager.py").write_text(WHOLE.format(name="Pager", id="pager"))
    assert list(find(_imported())) == ["pager"]


@pytest.mark.parametrize(
    ("file", "source", "key"),
    [
        ("nothing", "", "field_type.count"),
        ("two", WHOLE.format(name="A", id="two") + WHOLE.format(name="B", id="two"), "field_type.count"),
        ("copy", WHOLE.format(name="Copy", id="phone"), "field_type.id"),
        (
            "inherited",
            WHOLE.format(name="A", id="inherited").replace("    id = 'inherited'", "    pass"),
            "field_type.id",
        ),
        ("Camel", WHOLE.format(name="A", id="Camel"), "field_type.id"),
        ("mute", WHOLE.format(name="A", id="mute") + "    control = ''\n", "field_type.control"),
        ("loose", WHOLE.format(name="A", id="loose") + "    Settings = dict\n", "field_type.settings"),
        (
            "half",
            "from forms.definition.field import FieldType\nclass A(FieldType):\n    id = 'half'\n    control = 'line'\n",
            "field_type.unfinished",
        ),
    ],
)
def test_a_malformed_file_is_refused_by_name(package: Path, file: str, source: str, key: str) -> None:
    (package / f"{file}.py").write_text(source)
    with pytest.raises(Refused) as refused:
        find(_imported())
    assert [(Path(complaint.file).stem, complaint.key) for complaint in refused.value.complaints] == [(file, key)]


def test_all_malformed_files_are_reported_at_once(package: Path) -> None:
    (package / "nothing.py").touch()
    (package / "copy.py").write_text(WHOLE.format(name="Copy", id="phone"))
    with pytest.raises(Refused) as refused:
        find(_imported())
    assert len(refused.value.complaints) == 2
