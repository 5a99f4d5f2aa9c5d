"""Keys in one file that only the service's own account can read. For a single server without a KMS.

`keys.json`, and `number-keys.json` for 個人番号: {"current": id, "keys": {id: 64 hexadecimal digits, …}}, oldest key first.
"""

import json
import os
import secrets
import stat
from pathlib import Path

from integrations.keys.sealing import KEY_BYTES, KeyRing

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
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeysRefused(f"{path} can be read by other accounts; run: chmod 600 {path}")
            content = json.loads(file.read())
    except OSError as error:
        raise KeysRefused(f"{path} cannot be read ({error.strerror}); put the key file there.") from error
    except ValueError:
        raise KeysRefused(
            f"{path} is no JSON; restore the file from its backup."
        ) from None  # the cause quotes the keys
    try:
        return {key_id: bytes.fromhex(key) for key_id, key in content["keys"].items()}, str(content["current"])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise KeysRefused(f'{path} is not {{"current": id, "keys": {{id: hexadecimal}}}}; restore it.') from None


def _create(path: Path) -> None:
    """One random key, complete or not at all: web and worker of the demo may start at the same moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    content = json.dumps({"current": "key-1", "keys": {"key-1": secrets.token_hex(KEY_BYTES)}})
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # refuses to replace: the first one wins
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
