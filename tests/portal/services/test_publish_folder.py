"""A start reads the YAML of definitions only where something changed since the last start."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.complaints import Refused
from portal.config import TREE, load_settings
from portal.services import publish_folder
from portal.wiring import install

SMALL = TREE / "tests" / "definitions" / "smallest" / "field-text.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "procedures"
    made.mkdir()
    shutil.copy(SMALL, made)
    return made


@pytest.fixture
def offered(folder: Path, tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Starts a service on the same data and gives the titles it offers, by id."""

    def start() -> dict[str, str]:
        publish_folder._read_folder.cache_clear()
        made = install(load_settings(env="test", data=tmp_path / "data", procedures=folder, identity="none"))
        made.database.close()
        return {procedure.id: procedure.title for procedure in made.catalogue.all()}

    return start


def test_what_did_not_change_is_not_read_again(
    offered: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = offered()
    assert list(first) == ["field-text"]
    monkeypatch.setattr(publish_folder, "load_folder", None)
    assert offered() == first


def test_what_changed_is_offered_at_the_next_start(offered: Callable[[], dict[str, str]], folder: Path) -> None:
    before = offered()["field-text"]
    file = folder / "field-text.yaml"
    file.write_text(file.read_text("utf-8").replace(before, "題を変えた手続"), encoding="utf-8")
    assert offered()["field-text"] == "題を変えた手続"


def test_what_became_unsound_stops_the_start_and_the_old_stays(
    offered: Callable[[], dict[str, str]], folder: Path
) -> None:
    before = offered()
    file = folder / "field-text.yaml"
    sound = file.read_text("utf-8")
    file.write_text(sound.replace("procedure:", "prosedure:"), encoding="utf-8")
    with pytest.raises(Refused):
        offered()
    file.write_text(sound, encoding="utf-8")
    assert offered() == before


def test_a_change_of_the_reading_code_reads_again(
    offered: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered()
    monkeypatch.setattr(publish_folder, "_code", lambda: b"a later release")
    monkeypatch.setattr(publish_folder, "load_folder", None)
    with pytest.raises(TypeError):
        offered()
