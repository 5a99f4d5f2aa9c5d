"""The key file: who may read it, what it must look like, who may make it."""

import json
import stat
from pathlib import Path

import pytest

from integrations.keys.local import FILE_NAME, KeysRefused, LocalKeys

KEY = "ab" * 32


def write(folder: Path, content: str, mode: int = 0o600) -> None:
    path = folder / FILE_NAME
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)


def test_a_missing_file_is_never_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="cannot be read"):
        LocalKeys(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_makes_one_random_key_that_only_its_account_reads(tmp_path: Path) -> None:
    made = LocalKeys(tmp_path / "a" / "keys", create=True)
    other = LocalKeys(tmp_path / "b", create=True)
    path = tmp_path / "a" / "keys" / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [FILE_NAME]
    assert made.derive("x") != other.derive("x")
    assert LocalKeys(path.parent, create=True).derive("x") == made.derive("x")


def test_the_key_that_another_process_made_meanwhile_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = LocalKeys(tmp_path, create=True)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert LocalKeys(tmp_path, create=True).derive("x") == first.derive("x")
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    write(tmp_path, json.dumps({"current": "a", "keys": {"a": KEY}}), mode)
    with pytest.raises(KeysRefused, match="chmod 600"):
        LocalKeys(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        '{"current": "a"}',
        '{"current": "a", "keys": []}',
        '{"current": "a", "keys": {}}',
        '{"current": "a", "keys": {"a": "zz"}}',
        '{"current": "a", "keys": {"a": 7}}',
        '{"current": "a", "keys": {"a": "abcd"}}',
        '{"current": "b", "keys": {"a": "' + KEY + '"}}',
    ],
)
def test_a_malformed_file_is_refused_with_one_sentence_that_does_not_quote_it(tmp_path: Path, content: str) -> None:
    write(tmp_path, content)
    with pytest.raises(KeysRefused) as refused:
        LocalKeys(tmp_path)
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert KEY not in str(refused.value)


def test_several_keys_serve_and_the_oldest_derives(tmp_path: Path) -> None:
    write(tmp_path, json.dumps({"current": "b", "keys": {"a": KEY, "b": "cd" * 32}}))
    both = LocalKeys(tmp_path)
    assert both.current() == "b"
    assert both.unwrap("a", both.wrap("a", b"k", b""), b"") == b"k"
    write(tmp_path, json.dumps({"current": "a", "keys": {"a": KEY}}))
    assert LocalKeys(tmp_path).derive("audit") == both.derive("audit")
