"""A service in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import cast

import httpx
from starlette.testclient import TestClient

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from tests.journeys.visitor import Visitor
from tests.portal.practice_cards import PracticeCards
from tests.portal.routes.staff_browser import Acting
from tests.portal.world import PLACE

BASE = "http://127.0.0.1:8000"
TARO = BasicFour("見本　太郎", "見本県見本市中央1丁目2番3号", date(1994, 4, 12), sex_raw="1")


@dataclass
class InProcess:
    """`installation` has the practice cards."""

    installation: Installation
    client: TestClient
    cards: PracticeCards

    @contextmanager
    def visitor(self, **cookies: str) -> Iterator[Visitor]:
        client = Acting(self.client.app, base_url=BASE)
        client.portal = self.client.portal
        client.cookies.update({f"kakanai_{name}": value for name, value in cookies.items()})
        yield Visitor(BASE, cast(httpx.Client, client))

    @contextmanager
    def resident(self, card: BasicFour = TARO, subject: str = "taro") -> Iterator[Visitor]:
        with self.visitor(**resident_cookies(self.installation, card, subject)) as visitor:
            yield visitor


def resident_cookies(installation: Installation, card: BasicFour = TARO, subject: str = "taro") -> dict[str, str]:
    now = installation.clock.now()
    assertion = Assertion("fake", "https://card.example", subject, ("card",), "aal3", now, card)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    return {"resident": token, "browser": f"a browser of {subject}"}
