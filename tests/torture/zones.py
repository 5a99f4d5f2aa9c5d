"""An outer and an inner site that exchange files alone, by a carrier who cannot be relied on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from integrations.courier.keys import keep_own, keep_peers, new_keys
from tests.journeys.lamps import offered
from tests.postgresql import postgresql
from tests.servers import NOW, Server
from tests.torture.site import Site
from tests.warm import Process, begin

OUTER, INNER = "outer", "inner"
OTHER = {OUTER: INNER, INNER: OUTER}


@dataclass(frozen=True)
class Pair:
    """`folder / zone / "out"` and `"in"` hold the packages of a zone."""

    sites: dict[str, Site]
    folder: Path
    begun: float

    def way(self, zone: str, way: str) -> Path:
        return self.folder / zone / way

    def carry(self, zone: str, *words: str) -> Process:
        """`kakanai courier …`; what it complains of is in `errors`."""
        self.tick(zone)
        with (self.folder / zone / "errors").open("ab") as errors, (self.folder / zone / "words").open("ab") as written:
            environment = self.sites[zone].server._environment()
            return begin(["courier", *words], env=environment, stdout=written.fileno(), stderr=errors.fileno())

    def errors(self, zone: str) -> str:
        return (self.folder / zone / "errors").read_text(errors="replace")

    def tick(self, zone: str) -> None:
        """A process that begins now reads the time that has passed for the others."""
        moment = datetime.fromisoformat(NOW) + timedelta(seconds=monotonic() - self.begun)
        server = self.sites[zone].server
        server.settings = {**server.settings, "KAKANAI_NOW": moment.isoformat()}


@contextmanager
def opened_pair(folder: Path, engine: str) -> Iterator[Pair]:
    with ExitStack() as stack:
        addresses = {zone: f"sqlite:///{folder}/{zone}/site.db" for zone in OTHER}
        if engine == "postgresql":
            database = stack.enter_context(postgresql(durable=True))
            for zone in OTHER:
                database.execute(f'CREATE DATABASE "{zone}"')
            addresses = {zone: database.url(zone) for zone in OTHER}
        procedures, keys = str(offered(folder / "procedures")), {zone: new_keys(zone) for zone in OTHER}
        pair = Pair({}, folder, monotonic())
        for zone, other in OTHER.items():
            data = folder / zone / "data"
            keep_own(data / "keys", [keys[zone]])
            keep_peers(data / "keys", [keys[other].public])
            for way in ("in", "out"):
                pair.way(zone, way).mkdir()
            settings = {
                "KAKANAI_DATABASE_URL": addresses[zone], "KAKANAI_PROCEDURES": procedures, "KAKANAI_DATA": str(data),
                "KAKANAI_LOG_LEVEL": "warning", "KAKANAI_ZONE": zone, "KAKANAI_IDENTITY": "none",
                "KAKANAI_COURIER_IN": str(pair.way(zone, "in")), "KAKANAI_COURIER_OUT": str(pair.way(zone, "out")),
            }  # fmt: skip
            pair.sites[zone] = Site(Server(("serve",), folder / zone / "site", settings))
        try:
            for site in pair.sites.values():
                site.start()
            yield pair
        finally:
            for site in pair.sites.values():
                site.end()
