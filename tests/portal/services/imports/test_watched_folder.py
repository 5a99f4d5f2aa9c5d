"""A watched folder's complete and processed entries."""

from pathlib import Path

from portal.services.imports.watched_folder import Unchanged, put_aside

FIRST, SECOND = Path("a.zip"), Path("b.zip")


def test_only_a_file_whose_mark_was_the_same_at_the_last_look_is_complete() -> None:
    unchanged = Unchanged()
    assert unchanged.of({FIRST: 1, SECOND: 1}) == []
    assert unchanged.of({FIRST: 2, SECOND: 1}) == [SECOND]
    assert unchanged.of({FIRST: 2}) == [FIRST]


def test_a_file_that_was_gone_for_one_look_starts_again() -> None:
    unchanged = Unchanged({FIRST: 1})
    assert unchanged.of({}) == []
    assert unchanged.of({FIRST: 1}) == []
    assert unchanged.of({FIRST: 1}) == [FIRST]


def test_a_processed_file_never_replaces_an_earlier_one_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for content in ("1", "2", "3"):
        path.write_text(content)
        put_aside(path, "done")
        assert not path.exists()
    aside = {file.name: file.read_text() for file in (tmp_path / "done").iterdir()}
    assert aside == {"a.zip": "1", "a.zip.2": "2", "a.zip.3": "3"}


def test_a_folder_is_put_aside_whole(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "package.xml").write_text("x")
    put_aside(tmp_path / "package", "failed")
    assert (tmp_path / "failed" / "package" / "package.xml").read_text() == "x"
