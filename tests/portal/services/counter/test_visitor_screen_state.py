"""A confirmation is bound to the content."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.counter.enter_at_counter import open_entry
from portal.services.counter.visitor_screen_sections import save_state
from portal.services.counter.visitor_screen_state import (
    NO_ANSWERS,
    ScreenState,
    keys_of,
    open_state,
    visitor_evidence,
)
from portal.services.shared.installation import Installation
from tests.portal.services.counter.visiting import RECEPTION, Counter
from tests.portal.world import ANSWERS, PROCEDURE

SIGNED = {"way": "typed", "text": "髙見本　太郎"}


@pytest.fixture
def draft_id(counter: Counter) -> str:
    counter.pair()
    return counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})


def keys(counter: Counter, draft_id: str, **answers: Any) -> dict[str, str]:
    """By title."""
    with counter.installation.database.read() as unit:
        draft = counter.draft(unit, draft_id)
    draft = replace(draft, answers={**draft.answers, **answers})
    entry = open_entry(counter.installation, draft, "")
    return {section.title: key for key, section in keys_of(draft, entry.path)}


def evidence(counter: Counter, draft_id: str, state: ScreenState) -> dict[str, Any]:
    installation = counter.installation
    with installation.database.write() as unit:
        save_state(installation, unit, *counter.screen(unit), state)
        entry = counter.entry(unit, draft_id)
        return dict(visitor_evidence(installation, unit, entry.draft, entry.path))


def test_a_section_has_another_key_when_something_in_it_changes(counter: Counter, draft_id: str) -> None:
    before, after = keys(counter, draft_id), keys(counter, draft_id, phone="000-0000-0009")
    changed = {title for title in before if before[title] != after[title]}
    assert len(changed) == 1
    assert len(before) > 1
    assert keys(counter, draft_id) == before
    other = counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    assert not set(keys(counter, other).values()) & set(before.values()), "of another draft"


def test_the_signature_is_evidence_where_everything_was_confirmed(counter: Counter, draft_id: str) -> None:
    own = keys(counter, draft_id)
    state = ScreenState(
        sent={draft_id: list(own.values())}, right=list(own.values()), signed=SIGNED, corrected={draft_id: 1}
    )
    visitor = evidence(counter, draft_id, state)["visitor"]
    assert (visitor["confirmed"], visitor["others"]) == (list(own), [])
    assert (visitor["signed"], visitor["corrected"], visitor["veiled"]) == (SIGNED, 1, False)


def test_what_was_not_confirmed_is_named_and_then_the_signature_is_none(counter: Counter, draft_id: str) -> None:
    own = keys(counter, draft_id)
    first, *rest = own
    state = ScreenState(sent={draft_id: list(own.values())}, right=[own[first]], signed=SIGNED, veiled=[draft_id])
    visitor = evidence(counter, draft_id, state)["visitor"]
    assert (visitor["confirmed"], visitor["others"]) == ([first], rest)
    assert (visitor["signed"], visitor["veiled"]) == (None, True)


def test_a_draft_that_was_not_shown_has_no_evidence(
    installation: Installation, counter: Counter, draft_id: str
) -> None:
    assert evidence(counter, draft_id, ScreenState(sent={"another": ["key"]})) == {}
    with installation.database.read() as unit:
        screen, visit = counter.screen(unit)
        assert open_state(installation, visit, screen) == NO_ANSWERS
