"""By link to the register, else by the four attributes."""

# Staff decide where names differ in 異体字 or width, or the card lacks a character.

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.text.variants import OTHER, SAME, VARIANT, folded, likeness
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, ResidentRegister, SerialLinks, household_of
from portal.logs import log
from portal.services.residents.read_card import SEXES

# Certainty: linked before; identical; equivalent spelling; staff decide; or the reason for no match.
LINKED, EXACT, ALIKE, PERSON, NOBODY, SEVERAL, AWAY = "linked", "exact", "alike", "person", "nobody", "several", "away"
UNDECIDED = (PERSON, SEVERAL)
UNWRITABLE = "〓"  # a card's replacement for a character it cannot write
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"([1-9])?十([1-9])?")
_UNITS = re.compile(r"丁目|番地の|番地|番|号室|号|の(?=[0-9])")
_DASHES = re.compile("[-‐‑‒–—―−ー－]+")


@dataclass(frozen=True)
class Match:
    certainty: str
    resident: Resident | None = None
    others: tuple[Resident, ...] = ()


def match_resident(
    register: ResidentRegister, attributes: Mapping[str, Any], *, linked: str = "", links: SerialLinks | None = None
) -> Match:
    """`attributes`: name, birth (ISO), address, sex_raw; serial, name_flags, address_flags. `linked`: a known 宛名番号.
    Outside a unit."""
    birth = attributes["birth"]
    if not (attributes["name"] and birth and attributes["address"]):
        return Match(NOBODY)
    try:
        serial = attributes.get("serial", "")
        number = linked or (links.addressee(serial) if links is not None and serial else "")
        known = register.resident(number) if number else None
        if known is not None:
            # Linked to an entry with another birth date: an error, which staff resolve.
            return _taken(register, LINKED, known) if known.birth.isoformat() == birth else Match(PERSON)
        matches = list(candidates(register, attributes))
        certain = [resident for resident, sure in matches if sure]
        if len(certain) == 1 and len(matches) == 1:
            return _taken(register, EXACT if line_of(certain[0]) == attributes["address"] else ALIKE, certain[0])
        return Match(SEVERAL if len(certain) > 1 else PERSON if matches else NOBODY)
    except AdapterError as failed:
        log.warning("register", code=failed.code, where=str(failed))
        return Match(AWAY)


def candidates(register: ResidentRegister, attributes: Mapping[str, Any]) -> Iterator[tuple[Resident, bool]]:
    """(resident, certain): same birth date, no conflicting sex."""
    name, address = flagged(attributes, "name"), flagged(attributes, "address")
    for resident in register.born(date.fromisoformat(attributes["birth"])):
        if not _same_sex(resident, attributes["sex_raw"]):
            continue
        name_likeness = VARIANT if _fits(folded(name), folded(resident.name)) else OTHER
        if UNWRITABLE not in name:
            name_likeness = likeness(name, resident.name)
        address_likeness = lives_alike(address, line_of(resident))
        if OTHER not in (name_likeness, address_likeness):
            yield resident, name_likeness == address_likeness == SAME


def may_match(written: str, registered: str) -> bool:
    return _fits(folded(written).upper(), folded(registered).upper())


def flagged(attributes: Mapping[str, Any], attribute: str) -> str:
    text, flags = attributes[attribute], attributes.get(f"{attribute}_flags", "")
    return "".join(UNWRITABLE if flags[index : index + 1] == "1" else character for index, character in enumerate(text))


def _taken(register: ResidentRegister, certainty: str, resident: Resident) -> Match:
    others = tuple(member for member in household_of(register, resident) if member.id != resident.id)
    return Match(certainty, resident, others)


def lives_alike(address: str, known: str) -> str:
    """SAME also if 丁目・番・号 and digits are written differently."""
    if UNWRITABLE not in address and alike(address) == alike(known):
        return SAME
    return VARIANT if _fits(folded(alike(address)), folded(alike(known))) else OTHER


def _fits(text: str, other: str) -> bool:
    return re.fullmatch(re.escape(text).replace(UNWRITABLE, "."), other) is not None


def _same_sex(resident: Resident, raw: str) -> bool:
    sex = SEXES.get(raw)
    return sex is None or resident.sex not in ("male", "female") or sex == resident.sex


def line_of(resident: Resident) -> str:
    parts = resident.address
    building = parts.get("building", "")
    return f"{parts.get('town', '')}{parts.get('street', '')}" + (f"\u3000{building}" if building else "")


def alike(address: str) -> str:
    """ASCII digits, hyphens for 丁目・番・号, no spaces. Single kanji numerals stay: 一番町."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", address))
    text = re.sub(r"[一二三四五六七八九十]+(?=丁目|番地|番|号)", lambda match: _figure(match[0]), text)
    text = _UNITS.sub("-", re.sub(r"\s+", "", text))
    return re.sub(r"-+(?![0-9])", "", re.sub("-+", "-", text))


def _figure(kanji: str) -> str:
    digits = kanji.translate(_KANJI)
    return _TENS.sub(lambda ten: str(int(ten[1] or 1) * 10 + int(ten[2] or 0)), digits)
