"""A resident in the test's own process who files for a copy and signs with a practice card."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from starlette.testclient import TestClient

from integrations.certificates.mock.app import MockJpki
from integrations.sockets.interfaces import BasicFour
from portal.app import make_app
from portal.sealing import WrappedKey, sealer
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import find_session, open_session
from portal.store.residents import people, register_matches
from portal.store.residents.register_matches import LinkRow
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.visitor import Visitor
from tests.portal.practice_cards import PracticeCards
from tests.portal.world import add_member

DUTY = "resident-certificates"
TAKAMI = BasicFour("髙見本　太郎", "見本県見本市見本町一丁目2番3号", date(1949, 4, 3), sex_raw="1")


@dataclass
class Signing(InProcess):
    def __post_init__(self) -> None:
        self.reviewer = add_member(self.installation, "copies", ("reviewer", DUTY))

    @contextmanager
    def desk(self) -> Iterator[Visitor]:
        with self.installation.database.write() as unit:
            token = open_session(self.installation, unit, "staff", staff_id=self.reviewer.id)
            unit.commit()
        with self.visitor(staff=token, browser="a browser of staff") as visitor:
            yield visitor

    def filed(self, visitor: Visitor, card: str = "taro") -> str:
        ask_for_a_copy(visitor)
        self.cards.sign(visitor, card)
        assert visitor.path.startswith("/applications/"), visitor.text
        return visitor.path.rpartition("/")[2]


@contextmanager
def signing_in(installation: Installation, jpki: MockJpki | None = None) -> Iterator[Signing]:
    cards = PracticeCards(jpki) if jpki else PracticeCards()
    lent = replace(installation, **cards.plugs)
    with TestClient(make_app(lent, with_worker=False), base_url=BASE) as client:
        yield Signing(lent, client, cards)


def tied(installation: Installation, token: str, number: str) -> None:
    with installation.database.write() as unit:
        session = find_session(installation, unit, "resident", token)
        person = people.by_id(unit, session.person_id) if session and session.person_id else None
        assert person is not None
        box = sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
        register_matches.put_link(unit, LinkRow(person.id, box.seal("register", number), "tanto", 1), 0)
        unit.commit()
