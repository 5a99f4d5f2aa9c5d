"""The counter's page, `kakanai-reader` and a virtual card: the whole way, over HTTP and APDUs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from portal.services.shared.installation import Installation
from portal.services.signing.verify_signatures import verify_signatures
from tests.integrations.card_reader.chips import my_number_card
from tests.integrations.card_reader.counters import Counter, counter
from tests.integrations.card_reader.virtual_card import laid_down
from tests.journeys.paying import CLAIMANT, COPY, COUNTER_VISIT, PROCEDURE
from tests.portal.at_reader import ORIGIN, AtReader, registered
from tests.portal.practice_cards import PracticeCards
from tests.portal.signers import signing_in


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
