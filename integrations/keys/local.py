"""Keys of a single server: `keys.json`, and `number-keys.json` for 個人番号: {"current": id, "keys": {id: 64 hexadecimal
digits}}, in any order."""

import fcntl
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from integrations.keys.sealing import KEY_BYTES, KeyRing
from integrations.secret_file import SecretUnfit, read_secret, write_secret

FILE_NAME = "keys.json"
NUMBERS = "number-keys.json"  # separate, so that one file does not open the other's data
_Stamp = tuple[int, int, int]


class KeysRefused(Exception):
    """The message never quotes the file."""


class LocalKeys:
    """Follows its file: a key that another process of this server adds serves at once. `create`: demo only: in production a
    missing file means a lost disk. Raises KeysRefused."""

    def __init__(self, folder: Path, *, create: bool = False, name: str = FILE_NAME) -> None:
        self._path = folder / name
        if create and not self._path.exists():
            key_id = _new_id()
            # Demo web and worker may start at once.
            write_secret(self._path, {"current": key_id, "keys": {key_id: _new_key()}}, replace=False)
        self._stamp = _stamp(self._path)
        self._ring = _ring(self._path)

    @property
    def ids(self) -> tuple[str, ...]:
        return self._followed().ids

    def current(self) -> str:
        return self._followed().current()

    def wrap(self, key_id: str, data_key: bytes, bound_to: bytes) -> bytes:
        return self._holding(key_id).wrap(key_id, data_key, bound_to)

    def unwrap(self, key_id: str, wrapped: bytes, bound_to: bytes) -> bytes:
        return self._holding(key_id).unwrap(key_id, wrapped, bound_to)

    def _holding(self, key_id: str) -> KeyRing:
        return self._ring if key_id in self._ring.ids else self._followed()

    def _followed(self) -> KeyRing:
        stamp = _stamp(self._path)
        if stamp not in (self._stamp, None):
            try:
                self._ring, self._stamp = _ring(self._path), stamp
            except KeysRefused:  # the next start says what is wrong; a running service keeps what it read
                self._stamp = stamp
        return self._ring


@contextmanager
def changing_keys(folder: Path) -> Iterator[None]:
    """One rotation at a time on a server; the lock ends with its process. Raises KeysRefused."""
    with (folder / ".keys.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeysRefused("Another process is changing the keys; run it again.") from None
        yield


def add_key(folder: Path, name: str) -> str:
    """Returns the id of the new key, which is not current yet."""
    path, content = folder / name, _content(folder / name)
    key_id = _new_id()
    write_secret(path, content | {"keys": {**content["keys"], key_id: _new_key()}}, replace=True)
    return key_id


def use_key(folder: Path, name: str, key_id: str) -> None:
    write_secret(folder / name, _content(folder / name) | {"current": key_id}, replace=True)


def drop_keys(folder: Path, name: str, key_ids: Collection[str]) -> None:
    content = _content(folder / name)
    kept = {key_id: key for key_id, key in content["keys"].items() if key_id not in key_ids}
    write_secret(folder / name, content | {"keys": kept}, replace=True)


def _ring(path: Path) -> KeyRing:
    content = _content(path)
    try:
        keys, current = {key_id: bytes.fromhex(key) for key_id, key in content["keys"].items()}, str(content["current"])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _malformed(path) from None
    try:
        return KeyRing(keys, current)
    except ValueError as error:
        raise KeysRefused(f"{path}: {error}; restore the file from its backup.") from None


def _content(path: Path) -> Any:
    try:
        content = read_secret(path)
    except SecretUnfit as unfit:
        raise KeysRefused(str(unfit)) from None
    if not isinstance(content, dict):
        raise _malformed(path)
    return content


def _malformed(path: Path) -> KeysRefused:
    return KeysRefused(f'{path} is not {{"current": id, "keys": {{id: hexadecimal}}}}; restore it.')


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def _new_id() -> str:
    """Random: two installations never give different keys the same id."""
    return f"key-{secrets.token_hex(8)}"


def _new_key() -> str:
    return secrets.token_hex(KEY_BYTES)
