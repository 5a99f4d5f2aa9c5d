"""`kakanai translations`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.text.translations import put_own, read_entries
from portal.cli import main
from portal.config import load_settings
from portal.wiring import install
from tests.databases import NOW

TEXT = "次へ進む"


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    put_own({})


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        main(["translations", *words])
    out, error = capsys.readouterr()
    below = [line.strip() for line in (out + error).splitlines() if line.startswith("    ")]
    return int(end.value.code or 0), "\n".join(below)


def test_a_file_is_stored_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"ENV": "test", "DATA": str(tmp_path), "IDENTITY": "none", "NOW": NOW}.items():
        monkeypatch.setenv(f"KAKANAI_{name}", value)
    install(load_settings()).database.close()
    given, written = tmp_path / "given.po", tmp_path / "written.po"
    given.write_text(f'msgid "{TEXT}"\nmsgstr "Tiếp nhé"\n', "utf-8")
    assert run(capsys, "take", "vi", str(given)) == (0, "1 stored.")
    assert run(capsys, "take", "vi", str(given)) == (0, "0 stored.")
    status, printed = run(capsys, "write", "vi", str(written))
    assert (status, "texts." in printed) == (0, True)
    entry = next(entry for entry in read_entries(written.read_text("utf-8"), "") if entry.japanese == TEXT)
    assert (entry.translation, entry.machine_made) == ("Tiếp nhé", False)
    given.write_text(f'msgid "{TEXT}"\nmsgstr "Tiếp {{x}}"\n', "utf-8")
    assert run(capsys, "take", "vi", str(given))[0] == 1
    given.write_text(f'msgid "{TEXT}"\nmsgstr "{{{{ cycler }}}}"\n', "utf-8")
    assert run(capsys, "take", "vi", str(given))[0] == 1
    given.write_bytes(f'\ufeffmsgid "{TEXT}"\r\nmsgstr "Tiếp"\r\n'.encode())
    assert run(capsys, "take", "vi", str(given)) == (0, "1 stored.")
    given.write_text("no catalogue", "utf-8")
    with pytest.raises(SystemExit):
        main(["translations", "take", "vi", str(given)])
    assert f"{given}:1:1: 訳のファイルの、この行のあとが読めません。" in capsys.readouterr().err
    assert run(capsys, "write", "easy", str(written))[0] == 1
