"""Who of the register a signed-in person is: by name and birth exactly, and the address written alike. Never a guess."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.interfaces import AdapterError, Resident, ResidentRegister
from portal.logs import log
from portal.services.read_card import SEXES

# How certain: written the same; written alike; or why nobody was taken.
EXACT, ALIKE, NOBODY, SEVERAL, AWAY = "exact", "alike", "nobody", "several", "away"
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_TENS = re.compile(r"([1-9])?十([1-9])?")
_UNITS = re.compile(r"丁目|番地の|番地|番|号室|号|の(?=[0-9])")
_DASHES = re.compile("[-‐‑‒–—―−ー－]+")


@dataclass(frozen=True)
class Match:
    """`resident` None: nobody. `others` are the rest of the household."""

    certainty: str
    resident: Resident | None = None
    others: tuple[Resident, ...] = ()


def match_resident(register: ResidentRegister, attributes: Mapping[str, Any]) -> Match:
    """`attributes`: what the card said (name, birth ISO, address, sex_raw). May ask a neighbour: no unit may be open."""
    name, birth, address = attributes["name"], attributes["birth"], attributes["address"]
    if not (name and birth and address):
        return Match(NOBODY)
    try:
        found = [
            one
            for one in register.find(name, date.fromisoformat(birth))
            if _same_sex(one, attributes["sex_raw"]) and alike(_line(one)) == alike(address)
        ]
        if len(found) != 1:
            return Match(SEVERAL if found else NOBODY)
        others = tuple(one for one in register.household(found[0].household) if one.id != found[0].id)
    except AdapterError as failed:
        log.warning("register", code=failed.code)
        return Match(AWAY)
    return Match(EXACT if _line(found[0]) == address else ALIKE, found[0], others)


def _same_sex(resident: Resident, raw: str) -> bool:
    told = SEXES.get(raw)
    return told is None or resident.sex not in ("male", "female") or told == resident.sex


def _line(resident: Resident) -> str:
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
