"""The made city is kept beside the demo's data; only a copy of it is ever moved."""

import sqlite3
from pathlib import Path

import pytest

from portal.cli.demo_city import ready_city
from portal.cli.demo_city.ready_city import has_city, has_former, may_start_over, put_aside, settle
from portal.config import Settings, load_settings
from portal.errors import Conflict
from tests.databases import NOW


def demo(data: Path, **more: object) -> Settings:
    return load_settings(env="demo", data=data, identity="none", now=NOW, demo_cases=25, **more)


def cases(settings: Settings) -> int:
    with sqlite3.connect(settings.data / "kakanai.sqlite") as database:
        (count,) = database.execute("SELECT COUNT(*) FROM application").fetchone()
    database.close()
    return int(count)


def empty(settings: Settings) -> None:
    with sqlite3.connect(settings.data / "kakanai.sqlite") as database:
        database.execute("UPDATE application SET assignee_id = NULL")
        database.execute("CREATE TABLE somebody_was_here (id)")
    database.close()


def tables(settings: Settings) -> set[str]:
    with sqlite3.connect(settings.data / "kakanai.sqlite") as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    return names


def test_a_city_is_made_once_and_begun_again_from_its_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, lines = demo(tmp_path), list[str]()
    settle(settings, lines.append)
    assert cases(settings) == 25
    assert lines[-1].endswith("25/25")
    (tmp_path / "of the reader.txt").write_text("stays")
    empty(settings)
    settle(settings, lines.append)
    assert "somebody_was_here" in tables(settings), "data that are there stay as they are"

    monkeypatch.setattr(ready_city, "make", _never)
    put_aside(settings)
    settle(settings, _never)
    assert (cases(settings), "somebody_was_here" in tables(settings)) == (25, False)
    put_aside(settings, back=True)
    settle(settings, _never)
    assert "somebody_was_here" in tables(settings), "as it was"
    put_aside(settings, back=True)
    assert "somebody_was_here" not in tables(settings), "and the way back has a way back"
    assert (tmp_path / "of the reader.txt").read_text() == "stays"

    (tmp_path / "kakanai.sqlite").unlink()  # killed before the copy was complete
    settle(settings, _never)
    assert cases(settings) == 25


def test_data_that_were_not_made_here_are_never_removed(tmp_path: Path) -> None:
    settings = demo(tmp_path)
    (tmp_path / "kakanai.sqlite").write_bytes(b"a city's own")
    settle(settings, _never)
    assert not may_start_over(settings)
    with pytest.raises(Conflict):
        put_aside(settings)
    assert (tmp_path / "kakanai.sqlite").read_bytes() == b"a city's own"


@pytest.mark.parametrize(
    "more",
    [
        {"env": "test"},
        {"env": "production"},
        {"database_url": "sqlite:///other.sqlite"},
        {"zone": "outer"},
        {"demo_cases": 0},
    ],
    ids=lambda more: next(iter(more)) + " " + str(next(iter(more.values()))),
)
def test_only_the_demo_with_data_of_its_own_has_such_a_city(tmp_path: Path, more: dict[str, object]) -> None:
    other = demo(tmp_path).model_copy(update=more)
    (tmp_path / "ready").mkdir()
    (tmp_path / "ready" / "made.txt").write_text("")
    assert not has_city(other)
    assert not may_start_over(other)
    settle(other, _never)
    assert not has_former(other)
    for back in (False, True):
        with pytest.raises(Conflict):
            put_aside(other, back=back)


def _never(*_given: object) -> None:
    raise AssertionError("no city is made here")
