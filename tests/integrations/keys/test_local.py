"""The key file."""

import json
import stat
from pathlib import Path

import pytest

from integrations.keys.local import FILE_NAME, LocalKeys, add_key, changing_keys, drop_keys, use_key
from integrations.keys.refused import KeysRefused

KEY = "ab" * 32


def opens(keys: LocalKeys, other: LocalKeys) -> bool:
    try:
        return keys.unwrap(other.current(), other.wrap(other.current(), b"k", b""), b"") == b"k"
    except KeyError:
        return False


def write(folder: Path, content: str, mode: int = 0o600) -> None:
    path = folder / FILE_NAME
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)


def test_a_missing_file_is_never_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="cannot be read"):
        LocalKeys(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_makes_one_random_key_that_only_its_account_reads(tmp_path: Path) -> None:
    keys = LocalKeys(tmp_path / "a" / "keys", create=True)
    other = LocalKeys(tmp_path / "b", create=True)
    path = tmp_path / "a" / "keys" / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [FILE_NAME]
    assert keys.current() != other.current(), "ids are random"
    assert opens(LocalKeys(path.parent, create=True), keys)
    assert not opens(other, keys)


def test_the_key_that_another_process_made_meanwhile_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = LocalKeys(tmp_path, create=True)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert opens(LocalKeys(tmp_path, create=True), first)
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


def test_several_keys_serve_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, json.dumps({"current": "b", "keys": {"a": KEY, "b": "cd" * 32}}))
    one_order = LocalKeys(tmp_path)
    wrapped = {key_id: one_order.wrap(key_id, b"k", b"") for key_id in "ab"}
    write(tmp_path, json.dumps({"current": "b", "keys": {"b": "cd" * 32, "a": KEY}}))
    other_order = LocalKeys(tmp_path)
    assert other_order.current() == "b"
    assert [other_order.unwrap(key_id, wrapped[key_id], b"") for key_id in "ab"] == [b"k", b"k"]


def test_a_running_process_follows_the_file_and_outlives_a_broken_one(tmp_path: Path) -> None:
    running = LocalKeys(tmp_path, create=True)
    former = running.current()
    added = add_key(tmp_path, FILE_NAME)
    assert (running.current(), set(running.ids)) == (former, {former, added})
    use_key(tmp_path, FILE_NAME, added)
    assert running.current() == added
    write(tmp_path, "{")
    assert running.current() == added, "what was read before serves until the file is mended"


def test_rotate_leaves_the_file_private_and_whole_at_each_step(tmp_path: Path) -> None:
    former = LocalKeys(tmp_path, create=True).current()
    added = add_key(tmp_path, FILE_NAME)
    use_key(tmp_path, FILE_NAME, added)
    drop_keys(tmp_path, FILE_NAME, [former])
    assert LocalKeys(tmp_path).ids == (added,)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_rotate_commands_do_not_run_at_once(tmp_path: Path) -> None:
    with changing_keys(tmp_path), pytest.raises(KeysRefused, match="Another process"), changing_keys(tmp_path):
        pass
    with changing_keys(tmp_path):
        pass
