"""A city and two laptops of 出張受付 that know its key, and exchange only files with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.courier.keys import keep_own, keep_peers, new_keys
from portal.config import load_settings
from portal.services.counter.enter_at_counter import register_entry
from portal.services.counter.move_visit import end_visit
from portal.services.counter.visits import begin_visit
from portal.services.courier.apply_packages import Took, take_courier
from portal.services.courier.pack import pack_courier, pack_for_laptop
from portal.services.courier.take_along import take_along
from portal.services.filing.drafts import save_draft
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member, member_by_id
from portal.services.staff.add_staff import add_staff
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow
from portal.wiring import install
from tests.databases import NOW, Makers
from tests.portal.services.counter.visiting import RECEPTION, Counter
from tests.portal.two_zones import CARRIER
from tests.portal.world import ANSWERS, DUTY, PLACE

_KEYS = {name: new_keys(name) for name in ("home", "laptop 1", "laptop 2")}
PASSWORD = "a password of the clerk"
UNTIL = "2026-11-21"


@dataclass
class Field:
    home: Installation
    laptops: dict[int, Installation]
    folder: Path

    def hire(self, login: str = "clerk", role: str = "clerk") -> None:
        today = self.home.clock.today().isoformat()
        with self.home.database.write() as unit:
            add_staff(self.home, unit, CARRIER, login, f"{login}さん", PASSWORD, [RightRow(role, DUTY, today, None)])
            unit.commit()

    def along(self, laptop: int = 1, *logins: str, until: str = UNTIL) -> bytes:
        packed = take_along(self.home, self.folder, CARRIER, laptop, logins or ("clerk",), until)
        return (self.folder / packed.name).read_bytes()

    def unpack(self, package: bytes, laptop: int = 1) -> Took:
        return take_courier(self.laptops[laptop], package, CARRIER)

    def back(self, laptop: int = 1, *, again: bool = False) -> list[bytes]:
        folder = self.folder / str(laptop)
        packed = list(pack_courier(self.laptops[laptop], folder, CARRIER, again=again))
        return [(folder / package.name).read_bytes() for package in packed]

    def take(self, package: bytes) -> Took:
        return take_courier(self.home, package, CARRIER)

    def answer(self, laptop: int = 1) -> bytes | None:
        packed = pack_for_laptop(self.home, self.folder, CARRIER, laptop, {})
        return (self.folder / packed.name).read_bytes() if packed is not None else None

    def clerk(self, laptop: int = 1, login: str = "clerk") -> Member:
        installation = self.laptops[laptop]
        with installation.database.read() as unit:
            row = staff_members.by_login(unit, login)
            assert row is not None
            return member_by_id(installation.clock, unit, row.id, PLACE)

    def visit(self, once: str, laptop: int = 1) -> Counter:
        installation, member = self.laptops[laptop], self.clerk(laptop)
        with installation.database.write() as unit:
            visit_id = begin_visit(installation, unit, member, once.ljust(20, "x"))
            unit.commit()
        return Counter(installation, member, visit_id)


def register(counter: Counter, **changes: Any) -> str:
    """One application of the visit; its receipt number."""
    draft_id = counter.add()
    with counter.installation.database.write() as unit:
        save_draft(
            counter.installation, unit, counter.draft(unit, draft_id), {**ANSWERS, **RECEPTION, **changes}, frozenset()
        )
        sent = register_entry(counter.installation, unit, counter.member, counter.entry(unit, draft_id))
        unit.commit()
    assert sent.receipt_number, (sent.path.mistakes, sent.path.complete)
    return sent.receipt_number


def end(counter: Counter) -> None:
    with counter.installation.database.write() as unit:
        visit = counter.visit(unit)
        end_visit(counter.installation, unit, counter.member, visit, visit.words)
        unit.commit()


def served(field: Field, once: str, laptop: int = 1) -> str:
    counter = field.visit(once, laptop)
    number = register(counter)
    end(counter)
    return number


@contextmanager
def at_field(makers: Makers, engine: str, folder: Path, zone: str = "inner") -> Iterator[Field]:
    home, laptops = folder / "home", {number: folder / f"laptop {number}" for number in (1, 2)}
    keep_own(home / "keys", [_KEYS["home"]])
    for number, data in laptops.items():
        keep_own(data / "keys", [_KEYS[f"laptop {number}"]])
        keep_peers(data / "keys", [_KEYS["home"].public])
        keep_peers(home / "keys", [_KEYS[f"laptop {number}"].public], number)
    places: list[tuple[str, Path, dict[str, Any]]] = [
        (engine, home, {"zone": zone}),
        *(("sqlite", data, {"laptop": number}) for number, data in laptops.items()),
    ]
    addresses = [makers[kind].offered() for kind, _, _ in places]
    installations = [
        install(load_settings(env="test", data=data, database_url=address, identity="none", now=NOW, **more))
        for (_, data, more), address in zip(places, addresses, strict=True)
    ]
    try:
        yield Field(installations[0], dict(enumerate(installations[1:], start=1)), folder / "packages")
    finally:
        for installation, (kind, _, _), address in zip(installations, places, addresses, strict=True):
            installation.database.close()
            makers[kind].take_back(address)
