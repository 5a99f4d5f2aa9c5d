"""What a guide was told, in a draft that begins from its list."""

from typing import Any

from portal.services.filing.drafts import Draft, open_draft, start_draft
from portal.services.finding.fill_from_guide import answers_of_lines, fill_from_guide
from portal.services.finding.follow_guide import GuideProgress, follow_guide
from portal.services.shared.installation import Installation
from portal.store.filing import drafts

MOVED = {"direction": "moved_within", "moved_on": "2026-11-10", "water": ["start"], "child": True}


def progress_of(installation: Installation, answers: dict[str, Any]) -> GuideProgress:
    return follow_guide(installation, installation.guides["moving"], answers, {})


def filled(installation: Installation, procedure: str, progress: GuideProgress, *, times: int = 1) -> Draft:
    with installation.database.write() as unit:
        uid = start_draft(installation, unit, installation.catalogue.current(procedure), "online")
        for _ in range(times):
            row = drafts.by_id(unit, uid)
            assert row is not None
            fill_from_guide(installation, unit, open_draft(installation, unit, row), progress)
        row = drafts.by_id(unit, uid)
        assert row is not None
        draft = open_draft(installation, unit, row)
        unit.commit()
    return draft


def test_a_draft_has_what_its_line_and_its_concepts_say_and_no_page_counts_as_sent(installation: Installation) -> None:
    water = filled(installation, "suido-kaishi", progress_of(installation, MOVED))
    assert (water.answers, water.seen) == ({"way": "move"}, frozenset())
    allowance = filled(installation, "jido-teate-shimei-henko", progress_of(installation, MOVED))
    assert allowance.answers == {"changes": ["claimant_address"]}


def test_what_is_filled_already_is_not_saved_again(installation: Installation) -> None:
    once, twice = (
        filled(installation, "suido-kaishi", progress_of(installation, MOVED), times=times).row.revision
        for times in (1, 2)
    )
    assert once == twice


def test_a_line_that_only_may_apply_answers_nothing(installation: Installation) -> None:
    current = installation.catalogue.current("jido-teate-shimei-henko")
    assert answers_of_lines(current, progress_of(installation, {"direction": "moved_within"})) == {}
