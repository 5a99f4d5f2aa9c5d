"""The counter's page, `kakanai-reader` and a virtual card: the whole way, over HTTP and APDUs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from portal.services.shared.installation import Installation
from portal.services.signing.verify_signatures import verify_signatures
from tests.integrations.card_reader.chips import driver_licence, my_number_card
from tests.integrations.card_reader.counters import Counter, counter, practice
from tests.integrations.card_reader.virtual_card import Chip, laid_down
from tests.journeys.paying import CLAIMANT, COPY, COUNTER_VISIT, PROCEDURE
from tests.portal.at_reader import ORIGIN, AtReader, registered
from tests.portal.practice_cards import PracticeCards
from tests.portal.routes.counter_form import VISIT, Screen, begin, boxes
from tests.portal.routes.staff_browser import BASE, at_desk
from tests.portal.signers import signing_in
from tests.portal.world import DUTY, add_member


@dataclass
class AtRealReader(AtReader):
    at: Counter | None = None

    def answer(self, asked: dict[str, str], card: str, password: str = "test1234") -> str:
        assert self.at
        with laid_down(my_number_card(self.at.jpki.cards.card(card)), self.at.ports[0]):
            waiting = self.at.post(asked["address"].partition("#")[2])
            self.at.person.types(password)
            return waiting.result(20).text


@pytest.fixture
def reader(installation: Installation) -> Iterator[AtRealReader]:
    cards = PracticeCards()
    with counter(origin=ORIGIN, jpki=cards.jpki, clock=installation.clock.now) as at:
        equipped = replace(installation, card_agent=at.agent)
        with signing_in(equipped, cards.jpki) as signing, signing.desk() as clerk:
            yield AtRealReader(signing, clerk, PROCEDURE, {**COPY, **CLAIMANT, **COUNTER_VISIT}, at=at)


def test_a_visitor_signs_with_a_card_and_the_portal_accepts_it(reader: AtRealReader) -> None:
    reader.visit()
    number = registered(reader.sign("taro"))
    (report,) = verify_signatures(reader.signing.installation, number)
    assert (report.role, report.state, report.sound, report.revisions) == ("applicant", "accepted", True, (1,))


def test_a_wrong_password_and_another_persons_card_register_nothing(reader: AtRealReader) -> None:
    reader.visit()
    asked = reader.ask()
    assert reader.answer(asked, "taro", "WRONG999") == '{"error": "PIN_WRONG", "left": 4}'
    assert reader.sign("hanako") == {"error": "ATTRIBUTE_MISMATCH"}
    assert "see" in reader.sign("taro"), "after that the right card signs"


@pytest.fixture
def at_counter(installation: Installation) -> Iterator[tuple[Counter, Screen]]:
    with counter(origin=BASE, clock=installation.clock.now) as at:
        equipped = replace(installation, card_agent=at.agent)
        screen = begin(at_desk(equipped, add_member(equipped, "clerk", ("clerk", DUTY))))
        screen.press("refresh", {**VISIT, "filer_kind": ["self"]})
        yield at, screen


@pytest.mark.parametrize(
    ("chip", "family", "source"),
    [
        (my_number_card(practice().cards.card("hanako")), "見本", "マイナンバーカードの券面"),
        (driver_licence(), "免許", "運転免許証の券面"),
    ],
)
def test_the_screen_is_filled_and_says_from_which_card(
    at_counter: tuple[Counter, Screen], chip: Chip, family: str, source: str
) -> None:
    at, screen = at_counter
    assert "練習用の読み取り機" not in screen.page, "only the practice agent has one"
    client, token = screen.browser.client, boxes(screen.page)["csrf_token"][0]
    asked = client.post(f"{screen.address}/card/ask", data={"csrf_token": token, "use": "attributes"}).json()
    with laid_down(chip, at.ports[0]):
        waiting = at.post(asked["address"].partition("#")[2])
        at.person.types("1234")
        answer = waiting.result(20).text
    sent = {"csrf_token": token, "use": "attributes", "number": asked["number"], "answer": answer}
    assert client.post(f"{screen.address}/card", data=sent).status_code == 204
    page = screen.browser.get(screen.address)
    assert boxes(page)["name.family"] == [family]
    assert source in page.partition('id="name--source"')[2][:60]
