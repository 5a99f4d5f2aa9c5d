"""Who reads English meets no Japanese on the screen at the counter but names, answers and, in brackets, official terms."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.routes.visitor_tablet import HERE, Side, Tablet
from tests.portal.world import add_member

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["driving_licence"]}


@pytest.fixture
def equipped(installation: Installation) -> Installation:
    return with_sources(installation)


@pytest.fixture
def member(equipped: Installation) -> Member:
    return add_member(equipped, "clerk", ("clerk", "*"))


@pytest.fixture
def clerk(equipped: Installation, member: Member) -> Clerk:
    clerk = serve(equipped, member, "A-1", SEEN)
    clerk.find("H6.4.12", "たろう")
    return clerk


def parts(page: str, tags: str) -> list[str]:
    """The words of these elements with Japanese in them, official terms in brackets and what is shown for the clerk apart."""
    page = re.sub(r'<span class="beside" lang="ja">.*?</span>', "", page)
    texts = (re.sub(r"<[^>]+>", "", text) for _, text in re.findall(rf"<({tags})[^>]*>(.*?)</\1>", page, re.DOTALL))
    plain = (re.sub(r"\([^()]*\)", "", " ".join(text.split())) for text in texts)
    return [text for text in plain if JAPANESE.search(text)]


def english(clerk: Clerk) -> Tablet:
    tablet = clerk.pair()
    tablet.press("speak.en")
    return tablet


@pytest.mark.parametrize("procedure", ["ido-todoke", "kodomo-iryohi"])
def test_what_a_family_that_moves_in_is_asked_and_shown_is_english(
    equipped: Installation, clerk: Clerk, procedure: str
) -> None:
    clerk.add(procedure)
    tablet = english(clerk)
    clerk.page("interview").press("ask")
    japanese: set[str] = set()
    for _ in range(60):
        page, key = tablet.page.partition("<main")[2], tablet.curtain
        japanese |= set(parts(page, "h1|h2|button|p|label"))
        if key:
            tablet.choose(key, act="open")
        elif tablet.asked:
            key, codes = next(iter(tablet.asked.values()))
            tablet.choose(key, *codes[-1:]) if codes else tablet.choose(key, act="unsure")
        else:
            break
    Side(clerk.browser, clerk.desk.address).press("send")
    pages = [tablet.client.get(f"{HERE}?at={at}").text.partition("<main")[2] for at in range(6)]
    assert "<dt>" in pages[0]
    japanese |= {text for page in pages for text in parts(page, "h1|dt|button|p")}
    assert {text for text in japanese if "見本" not in text} == set(), "the people's and the city's names apart"


def test_a_choice_with_a_yes_of_its_own_keeps_its_words(clerk: Clerk) -> None:
    clerk.add("kokuho-kanyu")
    clerk.page("interview").press("person.0.members.1")
    tablet = english(clerk)
    clerk.page("interview").press("ask")
    shown = ""
    for _ in range(12):
        shown += tablet.words
        if not tablet.asked:
            break
        key, codes = next(iter(tablet.asked.values()))
        tablet.choose(key, codes[0]) if codes else tablet.choose(key, act="unsure")
    assert "Yes,itisregistered" in shown
