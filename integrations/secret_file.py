"""A JSON file that only the service's own account can read, as keys are kept in. No sentence about it quotes what stands in it."""

import json
import os
import stat
from pathlib import Path
from typing import Any


class SecretUnfit(Exception):
    """The file cannot be used; one sentence says why and what to do."""


def read_secret(path: Path) -> Any:
    """What the JSON says. SecretUnfit where there is none, others can read it, or it is no JSON."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise SecretUnfit(f"{path} can be read by other accounts; run: chmod 600 {path}")
            return json.loads(file.read())
    except OSError as error:
        raise SecretUnfit(f"{path} cannot be read ({error.strerror}); put the key file there.") from error
    except ValueError:
        # No cause: it quotes the file.
        raise SecretUnfit(f"{path} is no JSON; restore the file from its backup.") from None


def write_secret(path: Path, content: object, *, replace: bool) -> None:
    """Complete or not at all: a half file would be a lost key. Without `replace` the first of two who write wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        os.replace(temporary, path)
        return
    try:
        os.link(temporary, path)  # refuses to replace
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
