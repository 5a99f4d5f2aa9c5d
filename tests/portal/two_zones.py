"""An outer and an inner installation that know each other's keys and have nothing else in common: what one knows of the other was
carried in a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from integrations.courier.keys import keep_own, keep_peers, new_keys
from portal.config import load_settings
from portal.services.actor import Actor
from portal.services.courier_folder import packages_in
from portal.services.installation import Installation
from portal.services.pack_courier import pack_courier
from portal.services.take_courier import Took, take_courier
from portal.wiring import install
from tests.databases import NOW, Makers

CARRIER = Actor("system", "courier of the test")
_KEYS = {zone: new_keys(zone) for zone in ("outer", "inner")}


@dataclass
class Zones:
    outer: Installation
    inner: Installation
    folder: Path

    def pack(self, zone: str, *, again: bool = False) -> list[bytes]:
        """What it packs now."""
        out = self.folder / zone
        packed = list(pack_courier(getattr(self, zone), out, CARRIER, again=again))
        return [(out / one.name).read_bytes() for one in packed]

    def carry(self, zone: str) -> list[Took]:
        """From this zone to the other."""
        return [take_courier(self.other(zone), package, CARRIER) for package in self.pack(zone)]

    def round(self) -> None:
        """In, and back out, and in again what was acknowledged."""
        for zone in ("outer", "inner", "outer"):
            for took in self.carry(zone):
                assert (took.act, took.left) == ("taken", ()), took

    def other(self, zone: str) -> Installation:
        return self.inner if zone == "outer" else self.outer

    def lying(self, zone: str) -> list[Path]:
        return packages_in([self.folder / zone])


@contextmanager
def two_zones(makers: Makers, engine: str, folder: Path) -> Iterator[Zones]:
    for zone, other in (("outer", "inner"), ("inner", "outer")):
        keep_own(folder / zone / "keys", [_KEYS[zone]])
        keep_peers(folder / zone / "keys", [_KEYS[other].public])
    made = [
        install(
            load_settings(
                env="test", zone=zone, data=folder / zone, database_url=makers[engine].offered(), identity="none", now=NOW
            )
        )
        for zone in ("outer", "inner")
    ]  # fmt: skip
    try:
        yield Zones(made[0], made[1], folder / "packages")
    finally:
        for one in made:
            one.database.close()
