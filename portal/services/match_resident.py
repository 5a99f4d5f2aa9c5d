"""Who of the register a signed-in person is: by what ties their card to it, else by the four attributes. Never a guess: what
differs only by 異体字 or width, or has signs that the card could not write, is for a person to decide."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.variants import OTHER, SAME, VARIANT, folded, likeness
from integrations.interfaces import AdapterError
from integrations.register_socket import Resident, ResidentRegister, SerialLinks
from portal.logs import log
from portal.services.read_card import SEXES

# How certain: tied to the register before; written the same; written alike; for a person; or why nobody was taken.
LINKED, EXACT, ALIKE, PERSON, NOBODY, SEVERAL, AWAY = "linked", "exact", "alike", "person", "nobody", "several", "away"
UNDECIDED = (PERSON, SEVERAL)
UNWRITABLE = "〓"  # what a card has in the place of a sign that it cannot write
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"([1-9])?十([1-9])?")
_UNITS = re.compile(r"丁目|番地の|番地|番|号室|号|の(?=[0-9])")
_DASHES = re.compile("[-‐‑‒–—―−ー－]+")


@dataclass(frozen=True)
class Match:
    """`resident` None: nobody was taken. `others` are the rest of the household."""

    certainty: str
    resident: Resident | None = None
    others: tuple[Resident, ...] = ()


def match_resident(
    register: ResidentRegister, attributes: Mapping[str, Any], *, linked: str = "", links: SerialLinks | None = None
) -> Match:
    """`attributes`: what the card said (name, birth ISO, address, sex_raw; serial, name_flags and address_flags where it
    told them). `linked`: the 宛名番号 that this person was found to have. May ask a neighbour: no unit may be open."""
    birth = attributes["birth"]
    if not (attributes["name"] and birth and attributes["address"]):
        return Match(NOBODY)
    try:
        serial = attributes.get("serial", "")
        number = linked or (links.addressee(serial) if links is not None and serial else "")
        known = register.resident(number) if number else None
        if known is not None:
            # Tied to somebody born on another day: an error of somebody's, which nobody settles by a guess.
            return _taken(register, LINKED, known) if known.birth.isoformat() == birth else Match(PERSON)
        found = list(candidates(register, attributes))
        certain = [one for one, sure in found if sure]
        if len(certain) == 1 and len(found) == 1:
            return _taken(register, EXACT if line_of(certain[0]) == attributes["address"] else ALIKE, certain[0])
        return Match(SEVERAL if len(certain) > 1 else PERSON if found else NOBODY)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return Match(AWAY)


def candidates(register: ResidentRegister, attributes: Mapping[str, Any]) -> Iterator[tuple[Resident, bool]]:
    """Who it may be, and whether surely. The same day of birth and no other sex, in any case."""
    name, address = flagged(attributes, "name"), flagged(attributes, "address")
    for one in register.born(date.fromisoformat(attributes["birth"])):
        if not _same_sex(one, attributes["sex_raw"]):
            continue
        called = VARIANT if _fits(folded(name), folded(one.name)) else OTHER
        if UNWRITABLE not in name:
            called = likeness(name, one.name)
        lives = lives_alike(address, line_of(one))
        if OTHER not in (called, lives):
            yield one, called == lives == SAME


def may_be(written: str, registered: str) -> bool:
    """Whether two names may be one, width, variants and what a card could not write set aside."""
    return _fits(folded(written).upper(), folded(registered).upper())


def flagged(attributes: Mapping[str, Any], what: str) -> str:
    """The text with every sign marked that the card says it could not write (代替文字)."""
    text, flags = attributes[what], attributes.get(f"{what}_flags", "")
    return "".join(UNWRITABLE if flags[at : at + 1] == "1" else sign for at, sign in enumerate(text))


def _taken(register: ResidentRegister, certainty: str, resident: Resident) -> Match:
    others = tuple(one for one in register.household(resident.household) if one.id != resident.id)
    return Match(certainty, resident, others)


def lives_alike(address: str, known: str) -> str:
    """SAME also where 丁目・番・号 and digits are written otherwise: cards and registers differ in that by rule."""
    if UNWRITABLE not in address and alike(address) == alike(known):
        return SAME
    return VARIANT if _fits(folded(alike(address)), folded(alike(known))) else OTHER


def _fits(text: str, other: str) -> bool:
    return re.fullmatch(re.escape(text).replace(UNWRITABLE, "."), other) is not None


def _same_sex(resident: Resident, raw: str) -> bool:
    told = SEXES.get(raw)
    return told is None or resident.sex not in ("male", "female") or told == resident.sex


def line_of(resident: Resident) -> str:
    """As a card writes it."""
    parts = resident.address
    building = parts.get("building", "")
    return f"{parts.get('town', '')}{parts.get('street', '')}" + (f"\u3000{building}" if building else "")


def alike(address: str) -> str:
    """One writing of an address: digits ASCII, 丁目・番・号 as hyphens, no spaces. 一番町 stays no number: figures count only
    behind one another or before such a word."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", address))
    text = re.sub(r"[一二三四五六七八九十]+(?=丁目|番地|番|号)", lambda found: _figure(found[0]), text)
    text = _UNITS.sub("-", re.sub(r"\s+", "", text))
    return re.sub(r"-+(?![0-9])", "", re.sub("-+", "-", text))


def _figure(kanji: str) -> str:
    digits = kanji.translate(_KANJI)
    return _TENS.sub(lambda ten: str(int(ten[1] or 1) * 10 + int(ten[2] or 0)), digits)
