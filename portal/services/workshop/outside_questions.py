"""Questions of a file from elsewhere, as the definition will have them, and what of it is not taken."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.loading.questions import RESERVED

MOST_QUESTIONS, MOST_OPTIONS = 300, 100
MOST_LABEL, MOST_HELP = 300, 1000
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
_BRACES = str.maketrans({"{": "｛", "}": "｝"})  # braces are names of values
Item = dict[str, Any]


@dataclass(frozen=True, order=True)
class Untaken:
    # `place`: where in the file.
    line: int
    place: str
    words: str


@dataclass
class Collected:
    # `known`: name, kana and birth of the person it is about → question.
    title: str = ""
    steps: list[Item] = field(default_factory=list)
    untaken: list[Untaken] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> int:
        return sum(map(_count, self.steps))


def _count(item: Item) -> int:
    return sum(map(_count, item.get("ask", ()))) if "ask" in item else 1


def words_of(text: str, most: int = MOST_LABEL) -> str:
    # On one line, without what would be no text of a definition.
    return " ".join(_UNFIT.sub(" ", text).translate(_BRACES).split())[:most].rstrip()


class Names:
    # `taken`: also whatever they could collide with.
    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {*RESERVED, *taken}

    def new(self, wanted: str, stem: str) -> str:
        spelt = re.sub("[^a-z0-9]+", "_", _snake(wanted)).strip("_")[:34].rstrip("_")
        spelt = spelt if re.match("[a-z]", spelt) else f"{stem}_{spelt}".strip("_")[:34] if spelt else stem
        name = next(
            name
            for number in range(1, len(self.taken) + 2)
            if (name := spelt if number == 1 else f"{spelt}_{number}") not in self.taken
        )
        self.taken.add(name)
        return name


def _snake(text: str) -> str:
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def options_of(labels: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    # Code → label, and the code of the file → ours.
    names, options, codes = Names(), {}, {}
    for code, label in labels.items():
        codes[code] = names.new(code, "option")
        options[codes[code]] = words_of(label) or codes[code]
    return options, codes


_OF_THE_PERSON: Mapping[str, tuple[str, str]] = {
    "person_name": ("name", "氏名"), "kana": ("kana", "ふりがな"), "date": ("birth", "生年月日"), "address": ("address", "住所"),
    "phone": ("phone", "電話"), "email": ("email", "メール"), "sex": ("sex", "性別"),
}  # fmt: skip


def as_known(collected: Collected, step: Item, item: Item) -> None:
    # The first person in a step of their own is who applies: filled in from the card and the register.
    kind, word = _OF_THE_PERSON.get(item["type"], ("", ""))
    owner = next((each for each in collected.steps if each.get("role")), None)
    if not kind or "when" in item or (owner is None and kind != "name") or (owner is not None and owner is not step):
        return
    if any(other.get("concept") == f"person.{kind}" for other in step["ask"]) or word not in item["label"].replace(
        "フリガナ", "ふりがな"
    ):
        return
    step |= {"role": "principal", "ask": step.pop("ask")}
    item |= {"concept": f"person.{kind}", "known_from": f"applicant.{kind}"}
    if kind in ("name", "kana", "birth") and (kind != "name" or item.get("required", True)):
        collected.known[kind] = item["id"]
