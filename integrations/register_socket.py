"""The sockets of the resident register (住民基本台帳), and of what ties a card's certificate to somebody in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Resident:
    """One person as the register (住民基本台帳) has them. `id` is its own number (宛名番号), `household` the number of the
    household (世帯番号); neither is ever shown. `name` and `kana` as written there, the parts with U+3000 between them. `sex`
    is male, female, other or unknown; `relation` the 続柄 to the head of the household, as written. `address` as answers are
    stored (postal, town, street, building). `protected`: DV支援措置 or the like, so that nothing of them may be shown. `since`: 住民となった
    年月日, None where the plug does not tell it. `holds`: what the city's own records hold of their insurance and pension, by the names of
    `forms.qualifications` and `care_number` (介護保険 被保険者番号), as answers are stored; nothing of who is insured elsewhere."""

    id: str
    household: str
    name: str
    kana: str
    birth: date
    sex: str
    relation: str
    address: Mapping[str, str]
    moved_in: date | None = None
    protected: bool = False
    since: date | None = None
    holds: Mapping[str, str | bool] = field(default_factory=dict)


class ResidentRegister(Protocol):
    """Looks people up, and changes nothing. `name` is the plug's name; `fake`: made-up people. Every call raises
    AdapterError where the register cannot be asked now."""

    name: str
    fake: bool

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        """Everybody born on that day whose name is written exactly so: no spelling is guessed. () for nobody."""

    def born(self, birth: date) -> tuple[Resident, ...]:
        """Everybody born on that day, for comparing by a caller who knows how a card may write them otherwise."""

    def resident(self, number: str) -> Resident | None:
        """Who has this 宛名番号; None where nobody has."""

    def household(self, household: str) -> tuple[Resident, ...]:
        """Who lives in it now, in the order of the register. () for a number that there is not."""

    def ready(self) -> bool:
        """Whether the register answers; for `/readyz`."""


class SerialLinks(Protocol):
    """番号紐付情報: whose certificate a serial number (発行番号) is. `name` is the plug's name."""

    name: str

    def addressee(self, serial: str) -> str:
        """The 宛名番号; "" for a serial that it does not know. AdapterError where it cannot be asked now."""
