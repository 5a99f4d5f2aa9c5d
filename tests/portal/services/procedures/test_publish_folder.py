"""A start reads changed definitions only."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.city.city import City
from forms.complaints import Complaint, Refused
from forms.definition.procedure import Procedure
from forms.loading.library import SHIPPED
from portal.config import TREE, load_settings
from portal.services.procedures import check_definition as checks
from portal.services.procedures import publish_folder
from portal.services.procedures.check_definition import check_definition
from portal.wiring import install

SMALL = TREE / "tests" / "definitions" / "smallest" / "field-text.yaml"
# Old text, new text, and the key of the complaint.
FLAWS = {
    "scenario": ("expect: {complete: true}", "expect: {complete: false}", "scenario.complete"),
    "lint": (
        "type: text, suggest: clinic, label: 会社の名前, max: 20",
        "type: file, label: 会社の書類",
        "lint.file_why",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "procedures"
    made.mkdir()
    shutil.copy(SMALL, made)
    return made


@pytest.fixture
def offered(folder: Path, tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Titles by id after a start on the same data."""

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


@pytest.mark.parametrize("flaw", FLAWS.values(), ids=FLAWS)
def test_a_start_offers_nothing_whose_checks_fail(
    offered: Callable[[], dict[str, str]], folder: Path, flaw: tuple[str, str, str]
) -> None:
    file = folder / "field-text.yaml"
    sound = file.read_text("utf-8")
    file.write_text(sound.replace(*flaw[:2]), encoding="utf-8")
    with pytest.raises(Refused, match=flaw[2]):
        offered()
    file.write_text(sound, encoding="utf-8")
    before = offered()
    file.write_text(sound.replace(*flaw[:2]), encoding="utf-8")
    with pytest.raises(Refused, match=flaw[2]):
        offered()
    file.write_text(sound, encoding="utf-8")
    assert offered() == before


def test_only_what_changed_is_checked_again_and_nothing_of_the_release_at_the_first_start(
    offered: Callable[[], dict[str, str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def check(procedure: Procedure, city: City) -> list[Complaint]:
        checked.append(procedure.id)
        return check_definition(procedure, city)

    monkeypatch.setattr(checks, "check_definition", check)
    shutil.copy(SHIPPED / "procedures" / "inu-shibo.yaml", folder)
    offered()
    assert checked == ["field-text"]
    file = folder / "inu-shibo.yaml"
    file.write_text(file.read_text("utf-8").replace("犬の死亡届", "犬が死亡した届"), encoding="utf-8")
    offered()
    assert checked == ["field-text", "inu-shibo"]


def test_a_change_of_the_reading_code_reads_again(
    offered: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered()
    monkeypatch.setattr(publish_folder, "digest_of_code", lambda: b"a later release")
    monkeypatch.setattr(publish_folder, "load_folder", None)
    with pytest.raises(TypeError):
        offered()
