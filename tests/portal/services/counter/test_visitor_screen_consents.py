"""Consents by confirming everything on the screen."""

import pytest

from forms.path.path import Path
from portal.services.counter.fill_interview import Sheet, walked
from portal.services.counter.visitor_screen_consents import take_agreed, to_agree, with_agreed
from portal.services.counter.visitor_screen_state import ScreenState, keys_of
from portal.services.filing.drafts import Draft
from portal.services.filing.origins import Origin
from portal.services.filing.visit_facts import SPEECH, VISITOR
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.counter.visiting import Counter
from tests.portal.world import DUTY

CONSENTS = """\
      - {id: true_words, type: consent, label: 間違いはありません}
      - {id: may_look, type: consent, label: 調べてよい, refusable: true}
"""
ANSWERS = {"reason": "lost", "may_look": True}


@pytest.fixture
def draft(counter: Counter) -> Draft:
    offer(counter.installation, small(CONSENTS, duty=DUTY, who="{online: [anyone], counter: [anyone]}"))
    draft_id = counter.add("small", ANSWERS)
    with counter.installation.database.read() as unit:
        return counter.draft(unit, draft_id)


def sheet_of(counter: Counter, draft: Draft, **answers: object) -> Sheet:
    all_answers = {**draft.answers, **answers}
    origins = {name: Origin(SPEECH, value) for name, value in draft.answers.items()}
    return Sheet(draft, all_answers, origins, walked(counter.installation, draft, all_answers))


def confirmed(counter: Counter, draft: Draft, path: Path) -> ScreenState:
    agreed = walked(counter.installation, draft, with_agreed(path.answers, path))
    keys = [key for key, _ in keys_of(draft, agreed)]
    return ScreenState(sent={draft.id: keys}, right=keys)


def test_a_refusable_consent_is_asked_and_never_given_by_confirming(counter: Counter, draft: Draft) -> None:
    path = walked(counter.installation, draft, {"reason": "lost"})
    assert {"true_words", "may_look"} <= set(path.missing)
    assert [field.id for field in to_agree(path)] == ["true_words"]


def test_who_confirmed_everything_consents_as_the_visitor(counter: Counter, draft: Draft) -> None:
    sheet = sheet_of(counter, draft)
    assert take_agreed(counter.installation, confirmed(counter, draft, sheet.path), [sheet])
    assert sheet.answers["true_words"] is True
    assert sheet.origins["true_words"] == Origin(VISITOR, value=True)
    assert not sheet.path.missing


def test_who_confirmed_a_part_consents_to_nothing(counter: Counter, draft: Draft) -> None:
    sheet = sheet_of(counter, draft)
    state = confirmed(counter, draft, sheet.path)
    partly = ScreenState(sent=state.sent, right=list(state.right)[1:])
    not_sent = ScreenState(right=state.right)
    for screen in (partly, not_sent):
        assert not take_agreed(counter.installation, screen, [sheet])
    assert "true_words" not in sheet.answers


def test_a_change_after_it_withdraws_the_visitors_consent_and_leaves_the_clerks(counter: Counter, draft: Draft) -> None:
    sheet = sheet_of(counter, draft)
    state = confirmed(counter, draft, sheet.path)
    changed = sheet_of(counter, draft, reason="torn", true_words=True)
    changed.origins["true_words"] = Origin(SPEECH, value=True)
    assert not take_agreed(counter.installation, state, [changed])
    assert changed.answers["true_words"] is True, "the clerk's entry"
    changed.origins["true_words"] = Origin(VISITOR, value=True)
    assert take_agreed(counter.installation, state, [changed])
    assert "true_words" not in changed.answers
    assert "true_words" in changed.path.missing
