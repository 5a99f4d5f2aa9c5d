"""What the procedures that people file most take: characters, taps and pages, never more than what was reached."""

from pathlib import Path

import pytest

from tests.journeys.efforts import CARD, INVITED, REGISTER, journeys, walk

WALKS = [(name, identity) for name, journey in journeys().items() for identity in journey.most]


@pytest.mark.parametrize(("procedure", "identity"), WALKS)
def test_a_procedure_takes_no_more_than_it_did(procedure: str, identity: str, tmp_path: Path) -> None:
    took = walk(procedure, identity, tmp_path)
    print(took.summary)
    most = journeys()[procedure].most[identity]
    assert all(now <= then for now, then in zip(took.figures, most, strict=True)), (took, most)


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
