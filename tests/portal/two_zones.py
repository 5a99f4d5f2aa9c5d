"""An outer and an inner installation that know each other's keys and exchange only files."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from integrations.courier.keys import keep_own, keep_peers, new_keys
from portal.config import Settings, load_settings
from portal.services.courier.apply_packages import Took, take_courier
from portal.services.courier.folder import packages_in
from portal.services.courier.pack import pack_courier
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
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
        folder = self.folder / zone
        packed = list(pack_courier(getattr(self, zone), folder, CARRIER, again=again))
        return [(folder / package.name).read_bytes() for package in packed]

    def carry(self, zone: str) -> list[Took]:
        return [take_courier(self.other(zone), package, CARRIER) for package in self.pack(zone)]

    def round(self) -> None:
        """In, out, and in again with the acknowledgements."""
        for zone in ("outer", "inner", "outer"):
            for result in self.carry(zone):
                assert (result.act, result.left) == ("taken", ()), result

    def other(self, zone: str) -> Installation:
        return self.inner if zone == "outer" else self.outer

    def lying(self, zone: str) -> list[Path]:
        return packages_in([self.folder / zone])


def _settings(zone: str, data: Path, address: str) -> Settings:
    # Read once in a process, but where the environment sets something.
    own: dict[str, object] = {"data": data, "database_url": address}
    if any(name.startswith("KAKANAI_") for name in os.environ):
        return load_settings(env="test", zone=zone, identity="none", now=NOW, **own)
    return _plain_settings(zone).model_copy(update=own)


@cache
def _plain_settings(zone: str) -> Settings:
    return load_settings(env="test", zone=zone, identity="none", now=NOW)


@contextmanager
def two_zones(makers: Makers, engine: str, folder: Path) -> Iterator[Zones]:
    for zone, other in (("outer", "inner"), ("inner", "outer")):
        keep_own(folder / zone / "keys", [_KEYS[zone]])
        keep_peers(folder / zone / "keys", [_KEYS[other].public])
    addresses = [makers[engine].handed_on(), makers[engine].handed_on()]
    installations = [
        install(_settings(zone, folder / zone, address))
        for zone, address in zip(("outer", "inner"), addresses, strict=True)
    ]
    try:
        yield Zones(installations[0], installations[1], folder / "packages")
    finally:
        for installation, address in zip(installations, addresses, strict=True):
            installation.database.close()
            makers[engine].take_back(address)
