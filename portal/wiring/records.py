"""Database and keys of an installation, for commands that ask no neighbour."""

from collections.abc import Callable
from functools import cached_property, partial
from time import time
from typing import TYPE_CHECKING

from integrations.signatures.own_key import load_own_key
from portal import collect_cycles
from portal.clock import Clock, to_micro
from portal.config import Settings
from portal.db import Database
from portal.migrate import demand_tables, up_to_date
from portal.sealing import AUDIT, Keys
from portal.services.shared.check_key_rings import check_key_rings
from portal.services.shared.open_roots import open_roots
from portal.wiring.keys import demand_writable, kept_definitions, key_rings, key_store, number_key_store
from portal.wiring.storage import open_database

if TYPE_CHECKING:
    from forms.city.city import City
    from portal.services.shared.catalogue import Catalogue
    from portal.services.shared.city_rules import CityRules


class OpenedRecords:
    """For use cases that take `Records`."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, keys: Keys, *, numbers: bool) -> None:
        self.settings, self.clock, self.database, self.keys = settings, clock, database, keys
        self._numbers = numbers

    @cached_property
    def city(self) -> "City":
        from forms.city.city import load_city  # noqa: PLC0415
        from portal.services.administration.follow_city import lay_first  # noqa: PLC0415
        from portal.services.shared.city_rules import CityInForce  # noqa: PLC0415
        from portal.services.shared.installation import LaidCity  # noqa: PLC0415

        city: City = CityInForce(load_city(self.settings.city))
        with self.database.read() as unit:
            lay_first(city, LaidCity(), unit)
        if city.laid:
            from portal.services.procedures.answer_tables import answer_tables  # noqa: PLC0415
            from portal.wiring.installing import lay_whole, layouts_in_force, layouts_of  # noqa: PLC0415

            catalogue = self._catalogue_of(city)
            tables = answer_tables(self.database, catalogue)
            files = layouts_of(self.settings, self.database, catalogue)
            layouts = layouts_in_force(self.settings, files, city, self.database, tables)
            lay_whole(city, LaidCity(), catalogue, layouts, self.clock, self.database)
        return city

    @cached_property
    def catalogue(self) -> "Catalogue":
        return self._catalogue_of(self.city)

    def _catalogue_of(self, city: "City") -> "Catalogue":
        from portal.wiring.installing import catalogue_of  # noqa: PLC0415

        catalogue = catalogue_of(city, self.clock)
        catalogue.kept = kept_definitions(self.settings, self.keys, None)
        with self.database.read() as unit:
            catalogue.take(catalogue.look(unit))
        return catalogue

    @cached_property
    def rules(self) -> "CityRules":
        from portal.services.shared.city_rules import CityRules  # noqa: PLC0415
        from portal.wiring.installing import banks_of, towns_of  # noqa: PLC0415

        return CityRules(self.city, towns_of(self.city), banks_of(self.city), self.clock, self._numbers)

    @property
    def audit_key(self) -> bytes:
        return self.keys.derive("audit", AUDIT)

    @property
    def protection_key(self) -> bytes:
        return self.keys.derive("protection")

    @property
    def throttle_key(self) -> bytes:
        return self.keys.derive("throttle")


def open_records(settings: Settings, seconds: Callable[[], float] = time) -> OpenedRecords:
    """Raises BadSetting; AdapterError. Demo and test create what is missing, as
    `install` does."""
    demand_writable(settings.data)
    practice = settings.env != "production"
    clock, database = Clock(settings.now, seconds), open_database(settings)
    try:
        if practice and not up_to_date(database):
            from portal.wiring.installing import install  # noqa: PLC0415

            install(settings, seconds, whole=False).database.close()
        store, number_keys = key_store(settings, create=practice), number_key_store(settings, create=practice)
        demand_tables(database)
        rings = key_rings(settings, store, number_keys, load_own_key(settings.data / "keys"))
        check_key_rings(database, rings, to_micro(clock.now()))
    except BaseException:
        database.close()
        raise
    collect_cycles()
    keys = Keys(store, partial(open_roots, database, store, to_micro(clock.now())))
    return OpenedRecords(settings, clock, database, keys, numbers=number_keys is not None)
