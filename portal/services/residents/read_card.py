"""Prefills answers from card data."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.city.city import City

# 公的個人認証: 1 男, 2 女; 3 and 9 are documented inconsistently and not guessed.
SEXES = {"1": "male", "2": "female", "男": "male", "女": "female"}

# The first number of an address that is no part of a name: not 三番町, 麻布十番(一丁目), 四番丁, 北10条, 第3地割.
_KANJI = "〇一二三四五六七八九十百千"
_NUMBER = re.compile(
    f"[0-9０-９{_KANJI}]++(?:丁目|番地|番(?![町丁街館]|[0-9０-９{_KANJI}]+丁目)|号(?!線))"
    "|(?<![0-9０-９第])[0-9０-９]++(?![丁番号条線区町]|地割)|無番地"
)


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
    """A card has one line without postal code. An address outside the city is divided before its first number: both
    parts together are the line."""
    for row in sorted(city.towns, key=lambda row: -len(row.town)):
        town = f"{row.prefecture}{row.city}{row.town}"
        if address.startswith(town) and len(address) > len(town):
            return {"postal": row.postal, "town": town} | _street(address[len(town) :])
    number = _NUMBER.search(address, 1)
    if number is None or not (town := address[: number.start()].rstrip("\u3000 ")):
        return {"town": address}
    return {"town": town} | _street(address[number.start() :])


def _street(text: str) -> dict[str, str]:
    street, _, building = text.partition("\u3000")
    return ({"street": street} if street else {}) | ({"building": building} if building else {})
