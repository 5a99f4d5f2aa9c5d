"""What the sender learns of signers who may sign on paper, and what a signer who declined still reads."""

import re

import pytest

from integrations.certificates.mock.app import MockJpki
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.practice_cards import NOW, PracticeCards
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.signing.test_signers import at_check, come, seated
from tests.portal.several import MORE, PEOPLE, SIGNED
from tests.portal.world import DUTY

MATE = "<dt>一人めの氏名</dt>"
ON_PAPER = "紙でも署名できます。出し方は、福祉部 介護保険課 資格保険料係（000-000-"


@pytest.fixture
def cards() -> PracticeCards:
    return PracticeCards(MockJpki(tuple(PEOPLE.values()), lambda: NOW))


def test_who_may_sign_on_paper_is_known_before_sending_and_who_declined_reads_no_more(
    installation: Installation, cards: PracticeCards
) -> None:
    city = cards.lent_to(installation)
    offer(city, small(MORE, version="1", duty=DUTY, who="{online: [self]}", identity=SIGNED.format(order="parallel")))
    sender = seated(city, "taro")
    at_check(sender)
    others = sender.text.partition("ほかに署名する人")[2].partition("</ul>")[0]
    assert others.count(ON_PAPER) == 1
    assert others.index("一人め") < others.index("二人め") < others.index(ON_PAPER)
    cards.sign(sender, "taro")
    number = sender.path.rpartition("/")[2]

    hanako = come(city, sender, number, "hanako", 0)
    assert MATE in hanako.text
    hanako.press("署名しない", {"reason": "聞いていない"})
    assert "署名しないと市に伝えました" in hanako.text
    assert MATE not in hanako.text, "what one does not sign is not one's to read"
    assert re.search("署名しないと答えた日時.*令和8年（2026年）11月20日（金）", hanako.text)
    page = sender.go(f"/applications/{number}").text
    assert (page.count(ON_PAPER), page.partition("二人め")[2].count(ON_PAPER)) == (1, 1)
