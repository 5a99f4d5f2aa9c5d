"""What the procedures that people file most take: characters, taps and pages, never more than what was reached."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.examples import some
from tests.journeys import looks
from tests.journeys.efforts import CARD, INVITED, REGISTER, journeys, walk, walked
from tests.journeys.in_process import BASE
from tests.journeys.photograph_states import answer
from tests.journeys.visitor import Visitor

MOST_HEIGHT = 3000  # px, at 390
WALKS = some((f"{name} {identity}" for name, journey in journeys().items() for identity in journey.most), 13)


@pytest.mark.parametrize("way", WALKS)
def test_a_procedure_takes_no_more_than_it_did(way: str, tmp_path: Path) -> None:
    procedure, identity = way.split()
    took = walk(procedure, identity, tmp_path)
    print(took.summary)
    most = journeys()[procedure].most[identity]
    assert all(now <= then for now, then in zip(took.figures, most, strict=True)), (took, most)


def test_the_longest_pages_stay_below_what_a_thumb_scrolls(tmp_path: Path, phone: Page) -> None:
    """Joined pages of a bundle, with what is known above them and people to choose from. They were up to 3,663 px."""
    heights: dict[str, int] = {}
    cards: dict[str, str] = {}
    wrong: list[str] = []

    def look(visitor: Visitor) -> None:
        phone.unroute_all()
        phone.route("**/*", lambda route: answer(visitor.client, route))  # type: ignore[arg-type]
        phone.goto(f"{BASE}{visitor.path}")
        heights[visitor.path.rpartition("/")[2]] = phone.evaluate("document.documentElement.scrollHeight")
        cards[visitor.path.rpartition("/")[2]] = visitor.text.partition('class="known"')[2].partition("</section>")[0]
        wrong.extend(looks.of_layout(phone) + looks.of_targets(phone, looks.RESIDENT) + looks.of_larger_text(phone))

    with walked("birth", REGISTER, tmp_path, look):
        assert len(heights) == 7
    assert max(heights.values()) <= MOST_HEIGHT, heights
    assert wrong == []
    card = cards["reason_page"]
    assert "<b>医療証がほしい子ども 1（見本　ひかり）</b>" in card, "whose sex is 女"
    assert card.count('class="row"') - 1 == card.count('class="soft"') == 4, (
        "each line but a computed one has its source"
    )


def test_all_of_them_reach_what_was_promised() -> None:
    """D2. Where everybody is invited, as for a 現況届, by the letter."""
    reached = {name: row.most for name, row in journeys().items() if not row.parts}
    assert len(reached) == 12
    assert all(most.get(INVITED, most[REGISTER])[0] <= 20 and most[CARD][0] <= 60 for most in reached.values())
    pages = {
        "jido-teate-nintei": 9,
        "juminhyo-utsushi": 6,
        "yokaigo-nintei": 12,
        "hoiku-riyo-moshikomi": 14,
        "moving": 20,
    }
    assert all(journeys()[name].most[REGISTER][2] <= most for name, most in pages.items())
