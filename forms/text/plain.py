"""Data of a sheet of this tree, kept beside it as Python keeps byte code."""

# Parsing is a fifteenth of a start. JSON alone is kept, nothing that is made of it, and no complaint: a sheet with
# faults is parsed again for their places. A city's own folder is not written to.

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_TREE = Path(__file__).resolve().parents[2]
_KEPT = "__pycache__"
# Of definitions and their parts: `kept-definitions` has what is read of them.
_OTHERS = frozenset({"procedures", "blocks", "codes", "guides", "languages", "scenarios"})


def kept_plain(path: Path, text: str) -> Any:
    # None if there is none of this text.
    if not path.is_relative_to(_TREE):
        return None
    with suppress(OSError, ValueError):
        digest, _, content = _beside(path).read_bytes().partition(b"\n")
        if digest == _digest(text, content):
            return json.loads(content)
    return None


def keep_plain(path: Path, text: str, data: Any, *, always: bool = False) -> None:
    # `always`: for an image, whose file system is read-only at run time.
    if not path.is_relative_to(_TREE) or (sys.dont_write_bytecode and not always):
        return
    content, kept = json.dumps(data, ensure_ascii=False).encode(), _beside(path)
    unfinished = kept.with_name(f"{kept.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        kept.parent.mkdir(exist_ok=True)
        unfinished.write_bytes(_digest(text, content) + b"\n" + content)
        unfinished.replace(kept)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def keep_all() -> None:
    from forms.complaints import Refused  # noqa: PLC0415
    from forms.loading.source import read_source  # noqa: PLC0415 - for an image alone
    from forms.loading.tree import read_tree  # noqa: PLC0415

    for path in _sheets():
        text = read_source(path)
        with suppress(Refused):  # read by somebody less strict
            keep_plain(path, text, read_tree(text, str(path)).plain(), always=True)


def _sheets() -> Iterator[Path]:
    for room in ("forms", "integrations", "portal"):
        for path in sorted((_TREE / room).rglob("*.yaml")):
            if not _OTHERS & set(path.relative_to(_TREE).parts):
                yield path


def _beside(path: Path) -> Path:
    return path.parent / _KEPT / f"{path.name}.json"


def _digest(text: str, content: bytes) -> bytes:
    return sha256(b"%s %d %s%s" % (_parser(), len(text), text.encode(), content)).hexdigest().encode()


@cache
def _parser() -> bytes:
    parser = find_spec("ruamel.yaml")  # names its version, and is not imported by this
    files = (Path(__file__).parents[1] / "loading" / "parsed.py", Path(str(parser and parser.origin)))
    return sha256(b"\n".join(file.read_bytes() for file in files)).hexdigest().encode()
