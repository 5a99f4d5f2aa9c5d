"""Procedures to begin from, by family, law and certainty."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forms.city.entrance import Family
from forms.complaints import Refused
from forms.definition.procedure import CERTAINTIES
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from portal.db import Database
from portal.services.procedures.publish_on_save import Stamp, stamps
from portal.services.shared.needs import Basics
from portal.services.workshop.begin_draft import folders_of
from portal.store.procedures import definitions

NO_FAMILY = "none"
_AFTER_NAME = re.compile(" (?=第|附則|別|平成|令和|昭和)|（")
# Reading the shipped files whole takes a minute, their heads 25 ms.
_HEAD = re.compile(r"^(?:title|kana|duty|law):.*(?:\n[ \t]+.*)*\n?", re.MULTILINE)
_CERTAINTY = re.compile(r"\bcertainty: *(\w+)")
_EXAMPLE = re.compile(r"^ +- *\{?name:", re.MULTILINE)


@dataclass(frozen=True)
class Template:
    # `law`: the name of the first law. `sure`: percent of its lines with a source that a law or a standard is the
    # source of; the others are assumed. `examples`: number of scenarios. `in_force`: else a file that is not published.

    id: str
    title: str
    kana: str
    family: Family | None
    law: str
    sure: int
    examples: int
    in_force: bool

    @property
    def family_id(self) -> str:
        return self.family.id if self.family is not None else NO_FAMILY


@dataclass(frozen=True)
class _Head:
    id: str
    title: str
    kana: str
    duty: str
    law: str
    sure: int
    examples: int


@dataclass(frozen=True)
class Wanted:
    """`family`: an id, NO_FAMILY or "" for all. `law`: a `Template.law` or "". `sure`: at least so many percent."""

    family: str = ""
    law: str = ""
    sure: int = 0

    def takes(self, template: Template) -> bool:
        return self.family in ("", template.family_id) and self.law in ("", template.law) and template.sure >= self.sure


def list_templates(installation: Basics) -> list[Template]:
    # By family, in the order of the entrance.
    families = {duty: family for family in installation.city.entrance.families for duty in family.duties}
    order = {family.id: number for number, family in enumerate(installation.city.entrance.families)}
    templates = [
        Template(
            each.id, each.title, each.kana, families.get(each.duty), law_name(each.law.text),
            _sure(installation.database, each.meaning), len(each.scenarios), in_force=True,
        )
        for each in installation.catalogue.all()
    ]  # fmt: skip
    templates += [
        Template(
            each.id, each.title, each.kana, families.get(each.duty), each.law, each.sure, each.examples, in_force=False
        )
        for each in _unpublished(installation)
    ]
    return sorted(templates, key=lambda each: (order.get(each.family_id, len(order)), each.kana))


def list_titles(installation: Basics) -> list[tuple[str, str]]:
    # And ids; opens no unit of work.
    offered = [(each.title, each.id) for each in installation.catalogue.all()]
    return sorted([*offered, *((each.title, each.id) for each in _unpublished(installation))])


def _unpublished(installation: Basics) -> Iterator[_Head]:
    known, city = {each.id for each in installation.catalogue.all()}, installation.city.name
    for folder in folders_of(installation):
        for file, stamp in stamps(folder).items():
            if file.parent == folder and "." not in file.stem and file.stem not in known:
                head = _head(file, stamp, city)
                if head is not None:
                    known.add(head.id)
                    yield head


@lru_cache(maxsize=1000)
def _head(file: Path, _stamp: Stamp, city: str) -> _Head | None:
    # None: it cannot be read; who checks the folder is shown why.
    try:
        text = read_source(file)
        tree = read_tree("".join(_HEAD.findall(text)).replace("{city}", city), str(file))
    except Refused:
        return None
    law = tree.get("law")
    named = law.get("text") if law is not None else None
    title, kana, duty, text_of_law = (
        str(node.value) if node is not None else "" for node in (*map(tree.get, ("title", "kana", "duty")), named)
    )
    certainties = _CERTAINTY.findall(text)
    sure = _percent(*(certainties.count(each) for each in CERTAINTIES))
    return _Head(file.stem, title, kana, duty, law_name(text_of_law), sure, len(_EXAMPLE.findall(text)))


def law_name(text: str) -> str:
    return _AFTER_NAME.split(text, maxsplit=1)[0]


@lru_cache(maxsize=1000)
def _sure(database: Database, meaning: str) -> int:
    # The catalogue keeps no text; that of a meaning never changes what it is sure of.
    with database.read() as unit:
        row = definitions.by_meaning(unit, meaning)
    return _percent(*(row.canonical.count(f'"certainty":"{each}"') if row else 0 for each in CERTAINTIES))


def _percent(law: int, std: int, assumed: int) -> int:
    return 100 * (law + std) // ((law + std + assumed) or 1)
