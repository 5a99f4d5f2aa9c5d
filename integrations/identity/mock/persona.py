"""Who can be chosen at the mock. Made by the caller from the city's people or its staff; reads no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Persona:
    """`name` and `address` as a card writes them (family U+3000 given), `sex_raw` 1, 2, 3 or 9, `about` one short line
    for the chooser, `kana` beside the name there; a card tells neither of the two. `refused`: the error that a sign-in ends with,
    "" for a card that is in order. `claims`: what the id token says besides, of those who have no card at all."""

    id: str
    name: str
    birth: date | None = None
    sex_raw: str = ""
    address: str = ""
    about: str = ""
    kana: str = ""
    refused: str = ""
    claims: Mapping[str, object] = field(default_factory=dict)
