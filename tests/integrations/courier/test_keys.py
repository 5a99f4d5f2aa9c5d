"""Courier keys."""

import json
from pathlib import Path

import pytest

from integrations.courier.keys import (
    FILE_NAME,
    PEERS,
    KeysUnfit,
    keep_own,
    keep_peers,
    laptops_in,
    load_own,
    load_peers,
    new_keys,
    read_public,
)

OUTER = new_keys("見本市 インターネット側")


def test_what_is_kept_is_what_is_loaded(tmp_path: Path) -> None:
    assert (load_own(tmp_path), load_peers(tmp_path)) == ((), ())
    keep_own(tmp_path, [OUTER])
    keep_peers(tmp_path, [OUTER.public])
    assert [key.public for key in load_own(tmp_path)] == [OUTER.public]
    assert load_peers(tmp_path) == (OUTER.public,)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in (FILE_NAME, PEERS)] == [0o600, 0o600]


def test_the_order_of_the_keys_in_a_file_means_nothing(tmp_path: Path) -> None:
    keys = [OUTER, new_keys("2"), new_keys("3")]
    keep_own(tmp_path, keys)
    keep_peers(tmp_path, [key.public for key in keys])
    for name in (FILE_NAME, PEERS):
        content = json.loads((tmp_path / name).read_text())
        (tmp_path / name).write_text(json.dumps({"keys": content["keys"][::-1], "current": content["current"]}))
    assert load_own(tmp_path)[-1].public == load_peers(tmp_path)[-1] == keys[-1].public
    assert {key.public for key in load_own(tmp_path)} == set(load_peers(tmp_path)) == {key.public for key in keys}
    content = json.loads((tmp_path / PEERS).read_text())
    (tmp_path / PEERS).write_text(json.dumps(content | {"current": "another"}))
    with pytest.raises(KeysUnfit, match="is not"):
        load_peers(tmp_path)


def test_a_card_holds_no_secret_and_is_read_as_it_was_written() -> None:
    written = OUTER.public.written
    assert OUTER.sign.private_bytes_raw().hex() not in written
    assert OUTER.seal.private_bytes_raw().hex() not in written
    assert read_public(written) == OUTER.public
    assert OUTER.public.fingerprint.replace(" ", "") == OUTER.public.id


@pytest.mark.parametrize(
    "written", ["", "[]", "{}", '{"format":"kakanai-courier-key-1","name":"x","sign":"00","seal":"00"}', "[" * 9],
)  # fmt: skip
def test_anything_else_is_no_card(written: str) -> None:
    with pytest.raises(KeysUnfit, match="not a courier key"):
        read_public(written)
    with pytest.raises(KeysUnfit, match="not a courier key"):
        read_public(OUTER.public.written.replace("key-1", "key-9"))


def test_files_that_others_can_read_or_that_are_broken_are_refused_without_a_word_of_them(tmp_path: Path) -> None:
    keep_own(tmp_path, [OUTER])
    path = tmp_path / FILE_NAME
    path.chmod(0o640)
    with pytest.raises(KeysUnfit, match="chmod 600"):
        load_own(tmp_path)
    path.chmod(0o600)
    for content, message in (
        ("{", "not JSON"),
        ("{}", "is not"),
        ('{"current": "a", "keys": [{"name": "x"}]}', "is not"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(KeysUnfit, match=message) as refused:
            load_own(tmp_path)
        assert refused.value.__cause__ is None


def test_a_folder_in_the_place_of_the_file_is_stated(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(KeysUnfit, match="cannot be read"):
        load_own(tmp_path)


def test_a_laptop_has_a_file_of_its_own(tmp_path: Path) -> None:
    assert laptops_in(tmp_path) == ()
    keep_peers(tmp_path, [OUTER.public], 7)
    assert (load_peers(tmp_path), load_peers(tmp_path, 7), laptops_in(tmp_path)) == ((), (OUTER.public,), (7,))
    keep_peers(tmp_path, [], 7)
    assert load_peers(tmp_path, 7) == ()
