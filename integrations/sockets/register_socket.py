"""The resident register (住民基本台帳)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from integrations.sockets.interfaces import AdapterError


@dataclass(frozen=True)
class Resident:
    """`name`, `kana`: parts separated by U+3000. `address`: as in answers (postal, town, street, building)."""

    id: str  # 宛名番号, never shown
    household: str  # 世帯番号, never shown
    name: str
    kana: str
    birth: date
    sex: str  # male, female, other or unknown
    relation: str  # 続柄, as registered
    address: Mapping[str, str]
    moved_in: date | None = None
    protected: bool = False  # DV支援措置 or similar: nothing may be shown
    since: date | None = None  # 住民となった年月日, None if unknown
    # The city's own insurance and pension records, by the names of `forms.definition.qualifications` and `care_number`
    # (介護保険 被保険者番号), as answers are stored.
    holds: Mapping[str, str | bool] = field(default_factory=dict)


AWAY, UNREADABLE = "REGISTER_AWAY", "REGISTER_UNREADABLE"  # codes of AdapterError


class ResidentRegister(Protocol):
    """Every call raises AdapterError if unavailable."""

    name: str
    fake: bool  # invented people

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        """Matches name and birth exactly."""

    def born(self, birth: date) -> tuple[Resident, ...]:
        """For callers that compare card spellings."""

    def resident(self, number: str) -> Resident | None:
        """By 宛名番号; None if unknown."""

    def household(self, household: str) -> tuple[Resident, ...]:
        """Today, in the register's order."""

    def ready(self) -> bool: ...


def household_of(register: ResidentRegister, resident: Resident) -> tuple[Resident, ...]:
    """Raises AdapterError."""
    members = register.household(resident.household)
    if all(member.id != resident.id for member in members):
        # A person who is missing, or moved between two look-ups, may be the one who is protected.
        raise AdapterError(UNREADABLE, "a household without the person who was looked up", permanent=False)
    return members


class SerialLinks(Protocol):
    """番号紐付情報: 発行番号 → 宛名番号."""

    name: str

    def addressee(self, serial: str) -> str:
        """ "" if unknown. Raises AdapterError if unavailable."""
