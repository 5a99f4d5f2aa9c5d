"""Key files: `keys.json`, and `number-keys.json` for 個人番号: {"current": id, "keys": {id: 64 hexadecimal digits}}."""

# "made_for": "practice" marks a demo's. "token" instead of digits: that key is in the hardware security module.

import fcntl
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from integrations.keys.pkcs11_token import Token, TokenKey
from integrations.keys.refused import KeysRefused
from integrations.keys.sealing import KEY_BYTES, Cipher, KeyRing, cipher_of
from integrations.secret_file import SecretUnfit, read_secret, write_secret
from integrations.sockets.interfaces import AdapterError

FILE_NAME = "keys.json"
NUMBERS = "number-keys.json"  # separate, so that one file does not open the other's data
IN_TOKEN = "token"
MADE_FOR, PRACTICE = "made_for", "practice"
_Stamp = tuple[int, int, int]


class LocalKeys:
    """Follows its file. `create`: demo only: in production a missing file means a lost disk. Raises KeysRefused, AdapterError."""

    def __init__(
        self, folder: Path, *, create: bool = False, name: str = FILE_NAME, token: Token | None = None
    ) -> None:
        self._path, self._token = folder / name, token
        if create and not self._path.exists():
            create_ring(folder, name, practice=True)
        self._stamp = _stamp(self._path)
        self._ring = _ring(self._path, token)

    @property
    def ids(self) -> tuple[str, ...]:
        return self._followed().ids

    @property
    def in_token(self) -> frozenset[str]:
        return frozenset(key_id for key_id, key in _content(self._path)["keys"].items() if key == IN_TOKEN)

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
                self._ring, self._stamp = _ring(self._path, self._token), stamp
            except KeysRefused:  # the next start says what is wrong; a running service keeps what it read
                self._stamp = stamp
            except AdapterError:
                pass  # asked again: the token was away
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


def create_ring(folder: Path, name: str, token: Token | None = None, *, practice: bool = False) -> None:
    """With its first key, in the token if any. The first of two wins."""
    key_id, key = _new_key(token)
    mark = {MADE_FOR: PRACTICE} if practice else {}
    write_secret(folder / name, {"current": key_id, "keys": {key_id: key}, **mark}, replace=False)


def is_for_practice(path: Path) -> bool:
    """Also after a rotation. False for an unreadable file."""
    try:
        return bool(_content(path).get(MADE_FOR) == PRACTICE)
    except KeysRefused:
        return False


def add_key(folder: Path, name: str, token: Token | None = None) -> str:
    """The id of the new key, which is not current yet."""
    path, content = folder / name, _content(folder / name)
    key_id, key = _new_key(token)
    write_secret(path, content | {"keys": {**content["keys"], key_id: key}}, replace=True)
    return key_id


def use_key(folder: Path, name: str, key_id: str) -> None:
    write_secret(folder / name, _content(folder / name) | {"current": key_id}, replace=True)


def drop_keys(folder: Path, name: str, key_ids: Collection[str]) -> None:
    content = _content(folder / name)
    kept = {key_id: key for key_id, key in content["keys"].items() if key_id not in key_ids}
    write_secret(folder / name, content | {"keys": kept}, replace=True)


def _ring(path: Path, token: Token | None) -> KeyRing:
    content = _content(path)
    try:
        keys, current = dict(content["keys"]), str(content["current"])
        raw = {key_id: bytes.fromhex(key) for key_id, key in keys.items() if key != IN_TOKEN}
    except (KeyError, TypeError, AttributeError, ValueError):
        raise _malformed(path) from None
    try:
        ciphers = {key_id: cipher_of(key) for key_id, key in raw.items()}
        return KeyRing({**ciphers, **_token_keys(path, token, keys.keys() - raw.keys())}, current)
    except ValueError as error:
        raise KeysRefused(f"{path}: {error}; restore the file from its backup.") from None


def _token_keys(path: Path, token: Token | None, key_ids: Collection[str]) -> Mapping[str, Cipher]:
    if key_ids and token is None:
        raise KeysRefused(
            f"{path} names keys in a token: set KAKANAI_PKCS11_MODULE, KAKANAI_PKCS11_TOKEN and KAKANAI_PKCS11_PIN_FILE."
        )
    if token is None:
        return {}
    token.demand(sorted(key_ids))
    return {key_id: TokenKey(token, key_id) for key_id in key_ids}


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


def _new_key(token: Token | None) -> tuple[str, str]:
    # Random: two installations never give different keys the same id.
    key_id = f"key-{secrets.token_hex(8)}"
    if token is None:
        return key_id, secrets.token_hex(KEY_BYTES)
    token.make(key_id)
    return key_id, IN_TOKEN
