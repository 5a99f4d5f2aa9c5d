"""A city of a real prefecture: production refuses the fictional one."""

import shutil
from pathlib import Path

from portal.config import TREE

FICTIONAL, REAL = '"991015"', '"131016"'


def make_real_city(folder: Path) -> Path:
    shutil.copytree(TREE / "forms" / "cities" / "mihon", folder)
    file = folder / "city.yaml"
    text = file.read_text(encoding="utf-8")
    assert FICTIONAL in text
    file.write_text(text.replace(FICTIONAL, REAL, 1), encoding="utf-8")
    return folder
