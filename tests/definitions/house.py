"""One service in this process that offers a folder of definitions, and what a register would tell it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from forms.environment import Environment
from integrations.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.config import load_settings
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.sessions import open_session
from portal.services.sign_in_resident import finish_sign_in
from portal.wiring import install
from tests.journeys.visitor import Visitor
from tests.portal.practice_cards import PracticeCards
from tests.portal.world import DUTY, PLACE, add_member

BASE = "http://127.0.0.1:8000"
NOW = "2026-11-20T10:00:00+09:00"


@dataclass
class Register:
    """What it tells of whoever files now; a test writes it in."""

    household: tuple[Mapping[str, object], ...] = ()
    events: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Registered(Installation):
    """What a register tells of whoever files now comes from here, scenario by scenario."""

    tells: Register = field(default_factory=Register)

    def environment(self, *args: Any, **more: Any) -> Environment:
        told = super().environment(*args, **more)
        return replace(told, household=self.tells.household, events=self.tells.events)


@dataclass
class House:
    installation: Registered
    app: FastAPI
    client: TestClient
    clerk: Member
    reviewer: Member
    cards: PracticeCards

    @contextmanager
    def visitor(self, **cookies: str) -> Iterator[Visitor]:
        """Somebody at a browser without scripts. The application runs in the thread of `client`."""
        client = TestClient(self.app, base_url=BASE)
        client.portal = self.client.portal
        client.cookies.update({f"kakanai_{name}": value for name, value in cookies.items()})
        yield Visitor(BASE, cast(httpx.Client, client))

    @contextmanager
    def member(self, member: Member) -> Iterator[Visitor]:
        with self.installation.database.write() as unit:
            token = open_session(self.installation, unit, "staff", staff_id=member.id)
            unit.commit()
        with self.visitor(staff=token, browser="a browser of staff") as visitor:
            yield visitor

    @contextmanager
    def resident(self) -> Iterator[Visitor]:
        """髙見本 太郎, signed in with his card."""
        card = BasicFour(name="髙見本　太郎", birth=date(1949, 4, 3), sex_raw="1")
        now = self.installation.clock.now()
        assertion = Assertion("fake", "https://card.example", "taro", ("card",), "aal3", now, card)
        with self.installation.database.write() as unit:
            token = finish_sign_in(self.installation, unit, assertion, PLACE)
            unit.commit()
        with self.visitor(resident=token, browser="a browser of his") as visitor:
            yield visitor

    def send(self, visitor: Visitor) -> None:
        """From the check page to the receipt; what needs his signature is signed."""
        self.cards.send(visitor, "takami")

    def tell(self, scenario: Mapping[str, Any]) -> None:
        """The register tells what it does in this scenario."""
        self.installation.tells.household = tuple(scenario.get("household", ()))
        self.installation.tells.events = {
            name: date.fromisoformat(day) for name, day in scenario.get("events", {}).items()
        }


@contextmanager
def running_house(procedures: Path, database_url: str, folder: Path, **plugs: Any) -> Iterator[House]:
    """`plugs`: what stands in an installation in the place of its own."""
    made = install(
        load_settings(
            env="test", data=folder, database_url=database_url, identity="none", now=NOW, procedures=procedures
        )
    )
    cards = PracticeCards()
    installation = Registered(**{one.name: getattr(made, one.name) for one in fields(made)} | cards.plugs | plugs)
    app = make_app(installation, with_worker=False)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with TestClient(app, base_url=BASE) as client:
        yield House(installation, app, client, clerk, reviewer, cards)
    installation.database.close()
