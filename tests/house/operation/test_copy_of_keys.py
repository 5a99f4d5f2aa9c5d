"""docs/installation/kakanai-keys: the copy of the keys, in folders of its own."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.pages import DOCS

FILES = DOCS / "installation"


def copy_of_keys(folder: Path, *typed: str) -> subprocess.CompletedProcess[str]:
    surroundings = {
        **os.environ,
        "DATA": f"{folder}/data",
        "PASSPHRASE": f"{folder}/passphrase",
        "OWNER": pwd.getpwuid(os.getuid()).pw_name,
        "ITERATIONS": "1000",  # a copy is sealed and opened forty times here, a third of a second each by default
    }
    return subprocess.run(
        ["sh", FILES / "kakanai-keys", *typed],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("cities", [(".",), ("aoba", "kawabe")])
def test_one_copy_has_the_keys_of_every_city_and_puts_them_back(tmp_path: Path, cities: tuple[str, ...]) -> None:
    files = [tmp_path / "data" / city / "keys" / name for city in cities for name in ("keys.json", "receipts.pem")]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"of {file.parent.parent.name}")
        (file.parent / ".keys.lock").touch()  # of `keys rotate`: no key
    made = copy_of_keys(tmp_path, "copy", "medium.enc")
    assert (made.returncode, len(made.stdout.splitlines())) == (0, len(files)), made.stderr
    assert (tmp_path / "passphrase").stat().st_mode & 0o777 == 0o600
    assert b"of " not in (tmp_path / "medium.enc").read_bytes()
    assert copy_of_keys(tmp_path, "list", "medium.enc").stdout == made.stdout
    before = {file: file.read_text() for file in files}
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "data").mkdir()
    assert copy_of_keys(tmp_path, "put-back", "medium.enc").returncode == 0
    assert {file: file.read_text() for file in files} == before
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {file.parent.parent.stat().st_mode & 0o777 for file in files} == {0o700}


def test_a_copy_is_not_written_over_by_one_without_keys_and_opens_with_its_own_passphrase_only(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    keys.mkdir(parents=True)
    (keys / "keys.json").write_text("the keys")
    assert copy_of_keys(tmp_path, "copy", "medium.enc").returncode == 0
    copy = (tmp_path / "medium.enc").read_bytes()
    shutil.rmtree(keys)
    ran = copy_of_keys(tmp_path, "copy", "medium.enc")
    assert (ran.returncode, "鍵がありません" in ran.stderr) == (1, True)
    assert (tmp_path / "medium.enc").read_bytes() == copy
    (tmp_path / "passphrase").write_text("another\n")
    keys.mkdir()
    (keys / "keys.json").write_text("other keys")
    ran = copy_of_keys(tmp_path, "copy", "medium.enc")
    assert (ran.returncode, "で開けません" in ran.stderr) == (1, True)
    assert (tmp_path / "medium.enc").read_bytes() == copy
    shutil.rmtree(keys)
    ran = copy_of_keys(tmp_path, "put-back", "medium.enc")
    assert (ran.returncode, "控えを開けません" in ran.stderr) == (1, True)
    assert list((tmp_path / "data").rglob("*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "medium.enc", "passphrase"]
    assert copy_of_keys(tmp_path, "copy").returncode == 2


def test_neither_copy_nor_keys_are_lost_to_an_older_or_smaller_one(tmp_path: Path) -> None:
    files = {city: tmp_path / "data" / city / "keys" / "keys.json" for city in ("aoba", "kawabe")}
    for city, file in files.items():
        file.parent.mkdir(parents=True)
        file.write_text(f"old of {city}")
    assert copy_of_keys(tmp_path, "copy", "medium.enc").returncode == 0
    files["kawabe"].write_text("new of kawabe")
    ran = copy_of_keys(tmp_path, "put-back", "medium.enc")
    assert (ran.returncode, "控えとちがう鍵" in ran.stderr) == (1, True)
    assert files["kawabe"].read_text() == "new of kawabe"
    copy = (tmp_path / "medium.enc").read_bytes()
    files["kawabe"].parent.rename(tmp_path / "away")
    ran = copy_of_keys(tmp_path, "copy", "medium.enc")
    assert (ran.returncode, "./kawabe/keys/keys.json が、この機械にありません" in ran.stderr) == (1, True)
    assert (tmp_path / "medium.enc").read_bytes() == copy
    assert copy_of_keys(tmp_path, "put-back", "medium.enc").returncode == 0, "a folder that is away comes back"
    assert files["kawabe"].read_text() == "old of kawabe"


def test_the_copy_of_before_a_rotation_is_kept_and_one_that_is_the_same_is_not(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys" / "keys.json"
    keys.parent.mkdir(parents=True)
    keys.write_text("the former key")
    for _ in range(2):
        assert copy_of_keys(tmp_path, "copy", "medium.enc").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "medium.enc", "passphrase"]
    keys.write_text("the new key alone, after `keys retire`")
    ran = copy_of_keys(tmp_path, "copy", "medium.enc")
    assert (ran.returncode, ran.stdout) == (0, "./keys/keys.json\n")
    (kept,) = tmp_path.glob("medium.enc.until-*")
    assert str(kept) in ran.stderr
    shutil.rmtree(keys.parent)
    assert copy_of_keys(tmp_path, "put-back", str(kept)).returncode == 0
    assert keys.read_text() == "the former key"
    shutil.rmtree(keys.parent)
    assert copy_of_keys(tmp_path, "put-back", "medium.enc").returncode == 0
    assert keys.read_text() == "the new key alone, after `keys retire`"
