"""A small city, and what a reader of its tables sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.cli.demo_city.make_city import DAYS, Made, make_city
from portal.cli.demo_city.making import Making, MovedClock, demo_staff
from portal.config import load_settings
from portal.services.cases.cases import open_case
from portal.services.cases.name_principal import shown_name
from portal.services.shared.installation import Installation
from portal.services.staff.demo_people import add_demo_staff
from portal.store.cases import applications
from portal.wiring import install
from tests.databases import NOW

UNTIL = datetime.fromisoformat(NOW)


@dataclass(frozen=True)
class City:
    making: Making
    made: Made

    @property
    def installation(self) -> Installation:
        return self.making.installation

    def column(self, statement: str) -> list[object]:
        with self.installation.database.read() as unit:
            return [row[0] for row in unit.connection.exec_driver_sql(statement).fetchall()]

    def lines(self) -> list[tuple[str, str, str, int, str]]:
        """Procedure, door, state, arrival and name of each case in the order of the plan."""
        lines = []
        with self.installation.database.read() as unit:
            for _, number in sorted(self.made.filed.items()):
                row = applications.by_number(unit, number)
                assert row is not None
                case = open_case(self.installation, unit, row)
                name = shown_name(case.procedure, case.summary)
                lines.append((row.procedure, row.door, row.state, row.arrived_at, name))
        return lines


@contextmanager
def city_of(folder: Path, database_url: str, count: int, seed: int) -> Iterator[City]:
    settings = load_settings(env="test", data=folder, database_url=database_url, identity="none")
    moved = MovedClock(UNTIL - timedelta(days=DAYS))
    installation = install(settings, moved)
    try:
        add_demo_staff(installation)
        with installation.database.read() as unit:
            making = Making(installation, moved, demo_staff(installation, unit))
        yield City(making, make_city(making, UNTIL, count, seed))
    finally:
        installation.database.close()
