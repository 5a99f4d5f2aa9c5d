"""Prefills answers from card data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city.city import City

# 公的個人認証: 1 男, 2 女; 3 and 9 are documented inconsistently and not guessed.
SEXES = {"1": "male", "2": "female", "男": "male", "女": "female"}


def read_card(card: Mapping[str, Any], city: City) -> dict[str, object]:
    four = card["attributes"]
    known: dict[str, object] = {}
    if four["name"]:
        known["name"] = name_value(four["name"])
    if four["birth"]:
        known["birth"] = date.fromisoformat(four["birth"]).isoformat()
    if four["sex_raw"] in SEXES:
        known["sex"] = SEXES[four["sex_raw"]]
    if four["address"]:
        known["address"] = address_value(four["address"], city)
    return known


def name_value(name: str) -> dict[str, str]:
    """Split at U+3000; else a single name (在留カード)."""
    family, divided, given = name.partition("\u3000")
    return {"family": family, "given": given} if divided and family and given else {"full": name}


def address_value(address: str, city: City) -> dict[str, str]:
    """A card has one line without postal code. Only towns of the city are split off."""
    for row in sorted(city.towns, key=lambda row: -len(row.town)):
        town = f"{row.prefecture}{row.city}{row.town}"
        if address.startswith(town) and len(address) > len(town):
            street, _, building = address[len(town) :].partition("\u3000")
            address_parts = {"postal": row.postal, "town": town, "street": street}
            return address_parts | ({"building": building} if building else {})
    return {"town": address}
