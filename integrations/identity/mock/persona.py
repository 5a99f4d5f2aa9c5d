"""Who can be chosen at the mock. Made by the caller from the city's people; reads no file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Persona:
    """`name` and `address` as a card writes them (family U+3000 given), `sex_raw` 1, 2, 3 or 9, `about` one short line
    for the chooser, `kana` beside the name there; a card tells neither of the two. `refused`: the error that
    their sign-in ends with, "" for a card that is in order."""

    id: str
    name: str
    birth: date
    sex_raw: str
    address: str
    about: str
    kana: str = ""
    refused: str = ""
