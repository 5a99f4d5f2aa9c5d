"""A city of a real prefecture with its own facts: production refuses the fictional one, its people, towns and layouts."""

import shutil
from pathlib import Path

from portal.config import TREE

FICTIONAL, REAL = '"991015"', '"131016"'
OWN = {
    FICTIONAL: REAL,
    'care_insurer: "991018"': 'care_insurer: "131018"',
    "prefecture: 見本県": "prefecture: 東京都",
    "name: 見本市": "name: 千代田区",
    "mailto:security@mihon.example": "mailto:security@city.example",
}


def make_real_city(folder: Path) -> Path:
    shutil.copytree(TREE / "forms" / "cities" / "mihon", folder)
    file = folder / "city.yaml"
    text = file.read_text(encoding="utf-8")
    for fictional, own in OWN.items():
        assert fictional in text
        text = text.replace(fictional, own, 1)
    file.write_text(text, encoding="utf-8")
    (folder / "people.yaml").write_text("as_of: 2026-11-20\npeople: []\n", encoding="utf-8")
    town = '{postal: "1000001", prefecture: 東京都, city: 千代田区, town: 千代田, kana: チヨダ}'
    (folder / "postal.yaml").write_text(f"towns:\n  - {town}\n", encoding="utf-8")
    return folder


def make_own_layouts(folder: Path) -> Path:
    """The service's own shapes, without those assumed for core systems."""
    folder.mkdir()
    for path in (TREE / "integrations" / "exports" / "layouts").glob("generic.*.yaml"):
        shutil.copy(path, folder)
    return folder
