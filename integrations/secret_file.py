"""Private JSON files. Errors never quote the content."""

import json
import os
import stat
from pathlib import Path
from typing import Any


class SecretUnfit(Exception):
    """The message says what to do."""


def read_secret(path: Path) -> Any:
    """Raises SecretUnfit if missing, readable by others, or not JSON."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise SecretUnfit(f"{path} can be read by other accounts; run: chmod 600 {path}")
            return json.loads(file.read())
    except OSError as error:
        raise SecretUnfit(f"{path} cannot be read ({error.strerror}); put the key file there.") from error
    except ValueError:
        # `from None`: the parser's error quotes the file.
        raise SecretUnfit(f"{path} is not JSON; restore the file from its backup.") from None


def write_secret(path: Path, content: object, *, replace: bool) -> None:
    """Atomic. Without `replace`, the first writer wins."""
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
        os.link(temporary, path)  # never replaces a file
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
