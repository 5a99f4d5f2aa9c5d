"""Keys in one file that only the service's own account can read. For a single server without a KMS.

`keys.json`, and `number-keys.json` for 個人番号: {"current": id, "keys": {id: 64 hexadecimal digits, …}}, oldest key first.
"""

import secrets
from pathlib import Path

from integrations.keys.sealing import KEY_BYTES, KeyRing
from integrations.secret_file import SecretUnfit, read_secret, write_secret

FILE_NAME = "keys.json"
NUMBERS = "number-keys.json"  # a ring of its own: whoever has one of the two files reads nothing of the other's


class KeysRefused(Exception):
    """The key file cannot be used; one sentence says why and what to do. It never quotes the file."""


class LocalKeys(KeyRing):
    """The keys of `folder`. `create`: make the file with one random key where there is none; for the demo only, because
    in production a missing file means a lost disk, and a new key would hide that. `KeysRefused` otherwise."""

    def __init__(self, folder: Path, *, create: bool = False, name: str = FILE_NAME) -> None:
        path = folder / name
        if create and not path.exists():
            _create(path)
        keys, current = _read(path)
        try:
            super().__init__(keys, current)
        except ValueError as error:
            raise KeysRefused(f"{path}: {error}; restore the file from its backup.") from error


def _read(path: Path) -> tuple[dict[str, bytes], str]:
    try:
        content = read_secret(path)
    except SecretUnfit as unfit:
        raise KeysRefused(str(unfit)) from None
    try:
        return {key_id: bytes.fromhex(key) for key_id, key in content["keys"].items()}, str(content["current"])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise KeysRefused(f'{path} is not {{"current": id, "keys": {{id: hexadecimal}}}}; restore it.') from None


def _create(path: Path) -> None:
    """One random key. Web and worker of the demo may start at the same moment."""
    write_secret(path, {"current": "key-1", "keys": {"key-1": secrets.token_hex(KEY_BYTES)}}, replace=False)
