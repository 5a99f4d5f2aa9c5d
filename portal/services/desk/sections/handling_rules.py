"""`assignment.yaml` of the city's folder assigns arriving applications. A rule gives no rights."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from forms.city.city import City
from forms.city.dated import Dated, Id, Words
from forms.complaints import Complaint
from forms.loading.reading import key_place, place
from forms.loading.source import read_source
from forms.loading.tree import read_tree
from forms.rules.faults import did_you_mean
from forms.text.reading import Fault, Sheet, read_sheet
from forms.text.variants import narrow

FILE = "assignment.yaml"
Login = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]*$")]
PROCEDURE, AREA, LOAD = "procedure", "area", "load"
_BLOCK = re.compile(r"[0-9一二三四五六七八九十]+丁目")


class HandlingRule(Dated):
    """Empty `procedures`, `areas` (towns) or `staff` mean all."""

    procedures: tuple[Id, ...] = ()
    areas: tuple[Words, ...] = ()
    staff: tuple[Login, ...] = ()

    @property
    def kind(self) -> str:
        return AREA if self.areas else PROCEDURE if self.procedures else LOAD

    def fits(self, procedure: str, town: str, on: date) -> bool:
        """`town` omits prefecture and city; "" if confidential."""
        if not self.holds(on) or (self.procedures and procedure not in self.procedures):
            return False
        return not self.areas or any(_in_area(town, area) for area in self.areas)


class HandlingRules(Sheet):
    duties: Mapping[Id, tuple[HandlingRule, ...]] = {}

    def faults(self) -> Iterable[Fault]:
        for duty, rules in self.duties.items():
            for number, rule in enumerate(rules):
                if rule.to is not None and rule.to < rule.from_:
                    yield (
                        ("duties", duty, number, "to"),
                        f"ends before it begins on {rule.from_}: exchange the two days",
                    )

    def of(self, duty: str, on: date) -> tuple[HandlingRule, ...]:
        return tuple(rule for rule in self.duties.get(duty, ()) if rule.holds(on))


def town_of(city: City, written: str) -> str:
    plain = narrow(written)
    return plain.removeprefix(narrow(city.prefecture)).removeprefix(narrow(city.name))


def _in_area(town: str, area: str) -> bool:
    plain = narrow(area)
    return town.startswith(plain) and (town == plain or _BLOCK.fullmatch(town[len(plain) :]) is not None)


def read_handling_rules(folder: Path) -> HandlingRules:
    """Raises Refused with all faults."""
    path = folder / FILE
    return read_sheet(path, HandlingRules) if path.exists() else HandlingRules()


def unfit_rules(folder: Path, city: City, procedures: Mapping[str, str]) -> list[Complaint]:
    """`procedures` maps ids to duties. Raises Refused if the file has a fault."""
    path = folder / FILE
    unfit = list(_unfit(read_handling_rules(folder), city, procedures))
    if not unfit:
        return []
    tree = read_tree(read_source(path), str(path))
    marks = [(key_place if isinstance(steps[-1], str) else place)(tree, steps) for steps, _ in unfit]
    return [Complaint(str(path), *mark, "city.assignment", text) for mark, (_, text) in zip(marks, unfit, strict=True)]


def _unfit(rules: HandlingRules, city: City, procedures: Mapping[str, str]) -> Iterable[Fault]:
    for duty, rows in rules.duties.items():
        if duty not in city.duties:
            guess = did_you_mean(duty, city.duties)
            yield ("duties", duty), f"no office of {city.name} holds the duty {duty}{guess}"
            continue
        for number, rule in enumerate(rows):
            for index, named in enumerate(rule.procedures):
                if procedures.get(named, duty) != duty:
                    text = f"{named} belongs to the duty {procedures[named]}: write the rule there"
                    yield ("duties", duty, number, "procedures", index), text
