"""Fictitious people, the same for the same seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Invented:
    """As stored answers."""

    name: Mapping[str, str]
    kana: Mapping[str, str]
    address: Mapping[str, str]
    phone: str

    @property
    def full_name(self) -> str:
        return f"{self.name['family']}\u3000{self.name['given']}"


@cache
def sheet() -> Mapping[str, Any]:
    """Names, towns, and use of each procedure."""
    read: Mapping[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("people.yaml").read_text(encoding="utf-8"))
    return read


def invent(source: Random, sex: str = "") -> Invented:
    """`sex` "": any."""
    given_names = sheet()["given"]
    named = given_names.get(sex) or given_names[source.choice(("female", "male"))]
    (family, family_kana), (given, given_kana) = source.choice(sheet()["families"]), source.choice(named)
    street = f"{source.randint(1, 5)}丁目{source.randint(1, 20)}番{source.randint(1, 15)}号"
    return Invented(
        {"family": family, "given": given},
        {"family": family_kana, "given": given_kana},
        {**source.choice(sheet()["addresses"]), "street": street},
        f"000-000-{source.randrange(10_000):04}",
    )
