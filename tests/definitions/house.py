"""Runs the service in this process with a folder of definitions and a fake register."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from forms.path.environment import Environment
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.app import make_app
from portal.config import load_settings
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.city_rules import CityRules
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from portal.wiring import install
from tests.journeys.visitor import Visitor
from tests.portal.later import at
from tests.portal.practice_cards import PracticeCards
from tests.portal.world import DUTY, PLACE, add_member

BASE = "http://127.0.0.1:8000"
NOW = "2026-11-20T10:00:00+09:00"


@dataclass
class Register:
    household: tuple[Mapping[str, object], ...] = ()
    events: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisteredRules(CityRules):
    register_facts: Register = field(default_factory=Register)

    def environment(self, *args: Any, **more: Any) -> Environment:
        environment = super().environment(*args, **more)
        return replace(environment, household=self.register_facts.household, events=self.register_facts.events)


@dataclass(frozen=True)
class Registered(Installation):
    register_facts: Register = field(default_factory=Register)

    @cached_property
    def rules(self) -> CityRules:
        city = super().rules
        values = {item.name: getattr(city, item.name) for item in fields(city)}
        return RegisteredRules(**values, register_facts=self.register_facts)


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
        """A browser without scripts. The application runs in the thread of `client`."""
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
    def resident(
        self, subject: str = "taro", name: str = "髙見本　太郎", card: BasicFour | None = None
    ) -> Iterator[Visitor]:
        """Signed in with a card."""
        card = card or BasicFour(name=name, birth=date(1949, 4, 3), sex_raw="1")
        now = self.installation.clock.now()
        assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", now, card)
        with self.installation.database.write() as unit:
            token = finish_sign_in(self.installation, unit, assertion, PLACE)
            unit.commit()
        with self.visitor(resident=token, browser="a browser of his") as visitor:
            yield visitor

    def send(self, visitor: Visitor) -> None:
        """Signs if the procedure asks for it."""
        self.cards.send(visitor, "takami")

    def fill_register(self, scenario: Mapping[str, Any]) -> None:
        self.installation.register_facts.household = tuple(scenario.get("household", ()))
        self.installation.register_facts.events = {
            name: date.fromisoformat(day) for name, day in scenario.get("events", {}).items()
        }


@contextmanager
def running_house(
    procedures: Path, database_url: str, folder: Path, cards: PracticeCards | None = None, **plugs: Any
) -> Iterator[House]:
    """`plugs` replace fields of the installation."""
    installed = install(
        load_settings(
            env="test", data=folder, database_url=database_url, identity="none", now=NOW, procedures=procedures
        )
    )
    cards = cards or PracticeCards()
    installation = Registered(
        **{item.name: getattr(installed, item.name) for item in fields(installed)} | cards.plugs | plugs
    )
    app = make_app(installation, with_worker=False)
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    with TestClient(app, base_url=BASE) as client:
        yield House(installation, app, client, clerk, reviewer, cards)
    installation.database.close()


@contextmanager
def on(house: House, moment: str) -> Iterator[House]:
    """The same house later."""
    installation = at(house.installation, moment)
    app = make_app(installation, with_worker=False)
    with TestClient(app, base_url=BASE) as client:
        yield replace(house, installation=installation, app=app, client=client)
