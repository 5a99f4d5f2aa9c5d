"""Shipped procedures as they are kept between runs (tests/kept_definitions.py); and filled with the words of a city, and
compared with that city, once in a process, not with each installation: an eighth of a second, half of a test of a service.

Used by tests of the portal and its services.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import bindparam, select, tuple_

from forms.city import city_words
from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from portal.config import Settings
from portal.services.shared.city_rules import number_of
from tests import shipped_once
from tests.kept_definitions import of

if TYPE_CHECKING:
    from integrations.sockets.layout_socket import Layout
    from portal.clock import Clock
    from portal.db import Unit
    from portal.services.shared.catalogue import Catalogue

MANY = 100  # procedures: nearly all that are shipped
CITY: Path = Settings.model_fields["city"].default


def use_kept_catalogue() -> None:
    from portal.services.shared import catalogue

    catalogue._read = KeptOrRead(catalogue._read)


class KeptOrRead:
    def __init__(self, read: Any) -> None:
        self._read = read

    def __call__(self, canonical: str) -> Procedure:
        cached = of("canonical").get(canonical)
        procedure: Procedure = self._read(canonical) if cached is None else cached
        return procedure


def fill_once() -> None:
    from portal.wiring import installing

    vars(installing)["InWordsOf"] = FillsOnce


def load_city_once() -> None:
    """The city of the tests, whose files do not change during a run."""
    from portal.wiring import installing

    load_city = vars(installing)["load_city"]
    known = cache(load_city)

    def once(folder: Path) -> City:
        city: City = known(folder).model_copy() if folder == CITY else load_city(folder)  # editions change it
        return city

    vars(installing)["load_city"] = once


def serve_once() -> None:
    """Styles, scripts and drawings of the service and of the city of the tests, which each application reads; and its
    pages by their addresses, whose hundreds of files are read to see whether what is kept of them counts."""
    from portal import app

    vars(app)["served"] = cache(vars(app)["served"])

    make = vars(app)["StaticFiles"]
    known = cache(make)

    def once(city: Path, kept: object = None) -> object:
        return known(city) if city == CITY and kept is None else make(city, kept=kept)

    vars(app)["StaticFiles"] = once


def compare_once() -> None:
    """The city of the tests alone: pictures of seals lie beside the files of another. What is kept holds its procedures, so
    that no other gets the same `id`."""
    from portal.services.procedures import fit_city as module

    fit_city = module.fit_city
    answered: dict[tuple[object, ...], tuple[City, tuple[Procedure, ...], list[Complaint]]] = {}

    def fit_once(city: City, procedures: Iterable[Procedure], on: date) -> list[Complaint]:
        if city.folder != CITY or city.laid:
            return fit_city(city, procedures, on)
        known = tuple(procedures)
        key = (on, *map(id, known))
        if key not in answered or answered[key][0] != city:
            answered[key] = (city.model_copy(), known, fit_city(city, known, on))
        return list(answered[key][2])

    module.fit_city = fit_once


def fit_known_once() -> None:
    """Whether the city of the tests fits all that is shipped: 1.6 ms of each installation. Rows of definitions are the same
    objects while they are the same rows (`read_newest_once`), and what is kept holds them. A start that keeps definitions
    keeps those that are read here."""
    from portal.wiring import installing

    demand = vars(installing)["demand_fit"]
    fitted: dict[tuple[object, ...], tuple[City, tuple[object, ...]]] = {}

    @wraps(demand)
    def once(city: City, catalogue: "Catalogue", layouts: "Mapping[str, Layout]", clock: "Clock") -> None:
        published = tuple(catalogue._current.values())
        if city.folder != CITY or city.laid or len(published) < MANY or catalogue.kept is not None:
            demand(city, catalogue, layouts, clock)
            return
        files = sorted((layout.id, layout.purpose) for layout in layouts.values())  # all that is compared of one
        key = (clock.today(), *files, *map(id, published))
        if key not in fitted or fitted[key][0] != city:
            demand(city, catalogue, layouts, clock)
            fitted[key] = (city.model_copy(), published)

    vars(installing)["demand_fit"] = once


def fold_once() -> None:
    """The index of a search: 0.1 s of each service that is searched. What is kept holds its procedures and texts, so that no
    other gets the same `id`."""
    from forms.text.translations import own_in
    from portal.services.procedures.finder import Finder

    read = Finder._read
    folded: dict[tuple[object, ...], tuple[City, tuple[object, ...], Any]] = {}

    def once(self: Finder, language: str) -> Any:
        city, guides = self.installation.city, self._guides.values()
        held = (own_in(language), *self.installation.catalogue.all(), *guides)
        if city.folder != CITY or city.laid or len(held) < MANY:
            return read(self, language)
        key = (language, len(guides), *map(id, held))
        if key not in folded or folded[key][0] != city:
            folded[key] = city.model_copy(), held, read(self, language)
        return folded[key][2]

    Finder._read = once  # type: ignore[method-assign]


def look_up_once() -> None:
    """What is shipped and no test changes: postal codes and banks of the whole country, by one connection of each thread; how
    files of other services are read."""
    from integrations.imports.loading import MAPPINGS
    from portal.wiring import installing

    for name in ("PosutoRows", "ZenginRows"):
        vars(installing)[name] = cache(vars(installing)[name])
    load = vars(installing)["load_definitions"]
    shipped = cache(load)
    vars(installing)["load_definitions"] = lambda folder: shipped(folder) if folder == MAPPINGS else load(folder)


def stamp_once() -> None:
    """The shipped definitions do not change during a run: their three hundred files are looked at once in a process."""
    from portal.services.procedures import publish_folder as module

    stamped = module._stamped
    shipped = cache(stamped)

    def once(folder: Path) -> module.Stamped:
        return shipped(folder) if folder == shipped_once.PROCEDURES else stamped(folder)

    module._stamped = once


def read_newest_once() -> None:
    """Five megabytes of text in each new database; what names meanings and editions reads none of it, and only of what came
    after the shipped ones who publishes it and whether it is signed. A smaller catalogue is a test's own: two of these may have the same names with
    other texts."""
    from portal.models.procedures.definition import Definition
    from portal.models.procedures.definition_folder import DefinitionFolder
    from portal.store.procedures import definitions as store
    from portal.store.statements import every, sql

    table = Definition.table
    newest, newest_names = store.newest, store.newest_names
    named_last: list[tuple[Unit, dict[str, tuple[int, int]]]] = []  # by the same look
    later = select(table.c.procedure, table.c.edition).where(table.c.edition > bindparam("shipped"))
    marks = sql(select(DefinitionFolder.table.c.folder, DefinitionFolder.table.c.mark))
    published = sql(
        select(table.c.meaning, table.c.edition, table.c.origin, table.c.signed).where(
            tuple_(table.c.procedure, table.c.edition).in_(later)
        )
    )
    read: dict[tuple[object, ...], list[store.DefinitionRow]] = {}

    def names_once(unit: "Unit") -> dict[str, tuple[int, int]]:
        named_last[:] = [(unit, newest_names(unit))]
        return named_last[0][1]

    def once(unit: "Unit") -> list[store.DefinitionRow]:
        last = named_last.pop() if named_last else (None, {})
        named = tuple((last[1] if last[0] is unit else newest_names(unit)).items())
        if len(named) < MANY:
            return newest(unit)
        names = (named, *every(unit, marks), *every(unit, published, shipped=len(of("canonical"))))
        if names not in read:
            own = {text: text for text in of("canonical")}  # found again without being compared
            read[names] = [replace(row, canonical=own.get(row.canonical, row.canonical)) for row in newest(unit)]
        return list(read[names])

    store.newest, store.newest_names = once, names_once


class FillsOnce(city_words.InWordsOf):
    """Equal cities share what is filled. Each value holds its procedure, so that no other gets the same `id`."""

    _cities: ClassVar[list[City]] = []
    _shared: ClassVar[dict[tuple[int, int, date], tuple[Procedure, Procedure]]] = {}

    def __init__(self, city: City) -> None:
        super().__init__(city)
        if city not in self._cities:
            self._cities.append(city.model_copy())
        self._number = self._cities.index(city)

    def __call__(self, procedure: Procedure, on: date) -> Procedure:
        if self._city.laid or number_of(self._city):
            return super().__call__(procedure, on)
        key = (self._number, id(procedure), on)
        if key not in self._shared:
            self._shared[key] = (procedure, super().__call__(procedure, on))
        return self._shared[key][1]


def keep_none() -> None:
    """What is kept for all of a run would else be kept once more in the data folder of each installation."""
    from portal.wiring import installing

    vars(installing)["kept_definitions"] = lambda *_: None
