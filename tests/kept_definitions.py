"""Shipped procedures packed between runs (tests/kept.py): 0.15 s instead of 4 s of processor time, and three times that where
lines are counted. Tests of `forms` import no portal, and neither does this.
"""

import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import from_canonical
from forms.loading import packed as packing
from tests import shipped_once
from tests.counting import uncounted
from tests.kept import TREE, kept

SOURCES = ("forms/**/*", "tests/kept_definitions.py", "tests/shipped_once.py")


def shipped() -> Mapping[tuple[object, ...], Procedure]:
    return of("files")


@cache
def of(name: str) -> Mapping[Any, Procedure]:
    """Neither its lines nor what it leaves behind @cache count for the coverage of `forms`."""
    types = field_types()
    with uncounted():
        content = (kept("catalogue", SOURCES, _make) / name).read_bytes()
        unpacked: Mapping[Any, Procedure] = packing.unpacked(content, dict, types)
    vars(packing)["_class"].cache_clear()
    return unpacked


def _make(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.kept_definitions", str(folder)], cwd=TREE, check=True)


def read_and_pack(folder: Path) -> None:
    shipped_once.read_shipped_once()
    files = shipped_once.reread()
    canonical = {
        definition.canonical: from_canonical(definition.canonical, field_types()) for definition in files.values()
    }
    for name, procedures in (("files", files), ("canonical", canonical)):
        (folder / name).write_bytes(packing.packed(procedures))


if __name__ == "__main__":
    read_and_pack(Path(sys.argv[1]))
