"""Written files are not readable by other accounts of the machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli import main
from portal.config import load_settings
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.wiring import install
from tests.databases import NOW
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    assert os.umask(before) == 0  # commands do not change the umask


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "var" / "data"
    for name, value in {"ENV": "test", "DATA": str(folder), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    return folder


def kakanai(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code


def open_to_others(folder: Path) -> list[str]:
    return [path.name for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o007]


def test_nobody_else_reads_the_data_folder(data: Path) -> None:
    kakanai("book")
    assert (data / "kakanai.sqlite").exists()
    assert open_to_others(data) == []


def test_nobody_else_reads_what_is_handed_over(data: Path, tmp_path: Path) -> None:
    kakanai("book")
    installation = install(load_settings())
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    installation.database.close()
    for layout in ("generic.application", "generic.application.xlsx"):
        kakanai("export", layout, "--out", str(tmp_path / "out" / layout))
    assert len(list((tmp_path / "out").rglob("*.*"))) > 6
    assert open_to_others(tmp_path / "out") == []
