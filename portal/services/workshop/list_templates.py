"""Procedures to begin from, by family, law and certainty."""

import re
from dataclasses import dataclass
from functools import lru_cache

from forms.city.entrance import Family
from forms.definition.procedure import CERTAINTIES, Procedure
from portal.db import Database
from portal.services.shared.needs import Basics
from portal.store.procedures import definitions

NO_FAMILY = "none"
_AFTER_NAME = re.compile(" (?=第|附則|別|平成|令和|昭和)|（")


@dataclass(frozen=True)
class Template:
    """`law`: the name of the first law. `sure`: percent of its lines with a source that a law or a standard is the
    source of; the others are assumed."""

    procedure: Procedure
    family: Family | None
    law: str
    sure: int

    @property
    def family_id(self) -> str:
        return self.family.id if self.family is not None else NO_FAMILY


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
    templates = (
        Template(each, families.get(each.duty), law_name(each.law.text), _sure(installation.database, each.meaning))
        for each in installation.catalogue.all()
    )
    return sorted(templates, key=lambda each: (order.get(each.family_id, len(order)), each.procedure.kana))


def law_name(text: str) -> str:
    return _AFTER_NAME.split(text, maxsplit=1)[0]


@lru_cache(maxsize=1000)
def _sure(database: Database, meaning: str) -> int:
    # The catalogue keeps no text; that of a meaning never changes what it is sure of.
    with database.read() as unit:
        row = definitions.by_meaning(unit, meaning)
    law, std, assumed = (row.canonical.count(f'"certainty":"{each}"') if row else 0 for each in CERTAINTIES)
    return 100 * (law + std) // ((law + std + assumed) or 1)
