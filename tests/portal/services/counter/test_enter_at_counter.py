"""Any post leaves an entry that can be reopened."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Conflict
from portal.services.counter.enter_at_counter import Entry, open_entry, read_entry, register_entry, save_entry
from portal.services.filing.drafts import Draft, draft_of_counter, start_draft
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.filing import drafts
from tests.forms.loading.small import small
from tests.portal.routes.counter_form import VISIT, typed
from tests.portal.routes.guest_browser import offer
from tests.portal.world import DUTY, PROCEDURE


@pytest.fixture
def draft(installation: Installation, clerk: Member) -> Draft:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "counter", staff_id=clerk.id)
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        unit.commit()
    return draft


NAMES = (*VISIT, "reception-stamp", "filer_kind", "name", "birth", "cards", "reason", "relation", "address", "phone")
BOXES = ("", ".year", ".month", ".day", ".family", ".given", ".tell", ".town", ".street", ".postal")
WORDS = (
    "", "self", "household", "other", "counter", "post", "care", "two", "S240403", "むかし", "4", "lost", "damaged",
    "temporary", "insured", "child", "港", "0000001", "\x00",
)  # fmt: skip
POSTS = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(BOXES)).map("".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    max_size=12,
)


def state(entry: Entry) -> dict[str, object]:
    return {
        "answers": {**entry.reception.answers, **entry.path.answers},
        "missing": (*entry.reception.missing, *entry.path.missing),
        "wrong": {name: [mistake.key for mistake in mistakes] for name, mistakes in {**entry.reception.mistakes, **entry.path.mistakes}.items()},
        "door": entry.environment.door,
        "day": entry.environment.today,
    }  # fmt: skip


def test_what_is_kept_opens_again_as_it_was_left(installation: Installation, draft: Draft) -> None:
    @given(posted=POSTS, door=st.sampled_from(["counter", "post"]))
    def holds(posted: Mapping[str, list[str]], door: str) -> None:
        sent = {**posted, "reception-door": [door]}  # the one question with a default answer
        entry = read_entry(installation, draft, sent, frozenset(NAMES), whole=False)
        kept = json.loads(json.dumps(entry.kept))
        again = open_entry(installation, replace(draft, answers=kept), "")
        assert state(again) == state(entry)
        assert again.kept == entry.kept

    holds()


def test_what_was_not_on_the_screen_keeps_its_stored_answer(installation: Installation, draft: Draft) -> None:
    answered = replace(draft, answers={"phone": "000-000-0001", "email": "hanako@example.jp"})
    entry = read_entry(installation, answered, {"phone": ["", "x"]}, frozenset({"phone"}), whole=False)
    assert "phone" not in entry.kept
    assert entry.kept["email"] == "hanako@example.jp"


def test_only_a_whole_entry_is_reported_what_is_missing(installation: Installation, draft: Draft) -> None:
    shown = frozenset(NAMES)
    assert not read_entry(installation, draft, {}, shown, whole=False).mistaken
    complete = read_entry(installation, draft, {}, shown, whole=True)
    assert set(complete.path.missing) <= set(complete.path.mistakes)
    assert set(complete.reception.missing) == set(complete.reception.mistakes)


def test_the_door_of_the_draft_follows_the_clerks_choice(installation: Installation, draft: Draft) -> None:
    with installation.database.write() as unit:
        entry = read_entry(installation, draft, {"reception-door": ["post"]}, frozenset(NAMES), whole=False)
        saved = save_entry(installation, unit, entry)
        row = drafts.by_id(unit, draft.id)
        unit.commit()
    assert row is not None
    assert (row.door, row.revision) == ("post", 1) == (saved.draft.row.door, saved.draft.row.revision)


def test_a_saving_that_was_overtaken_is_refused(installation: Installation, draft: Draft) -> None:
    entry = read_entry(installation, draft, {}, frozenset(NAMES), whole=False)
    with installation.database.write() as unit:
        save_entry(installation, unit, entry)
        with pytest.raises(Conflict):
            save_entry(installation, unit, entry)


def test_who_came_and_may_not_file_by_the_answers_is_reported_beside_them_at_once(
    installation: Installation, clerk: Member
) -> None:
    who = "{counter: [self, agent]}\nwho_when: {agent: {when: reason == lost, say: 代理人はなくしたときだけです。}}"
    ruled = small(version="1", duty=DUTY, who=who)
    offer(installation, ruled)
    with installation.database.write() as unit:
        draft = draft_of_counter(
            installation, unit, clerk, start_draft(installation, unit, ruled, "counter", staff_id=clerk.id)
        )
    shown = frozenset({*VISIT, "reason", "reception-came", "reception-mandate"})
    for came, reason, may in (("agent", "torn", False), ("agent", "lost", True), ("self", "torn", True)):
        posted = {
            **VISIT,
            "reception-came": [came],
            "reason": [reason],
            "reception-mandate": ["other_mandate"],
        }
        entry = read_entry(installation, draft, posted, shown, whole=True)
        assert entry.ready is may, (came, reason, entry.reception.missing)
        assert ("reason" in entry.path.mistakes) is not may
        again = open_entry(installation, replace(draft, answers=entry.kept), "")
        assert ("reason" in again.path.mistakes) is not may


def test_an_open_entry_is_never_registered(installation: Installation, clerk: Member, draft: Draft) -> None:
    posted = {**VISIT, **typed(draft.procedure)}
    everything = frozenset(field.id for field in draft.procedure.fields) | set(VISIT)
    for missing in ("reception-shown", "reason", "consent_true"):
        few = {name: values for name, values in posted.items() if name != missing}
        entry = read_entry(installation, draft, few, everything, whole=True)
        with installation.database.write() as unit:
            assert register_entry(installation, unit, clerk, entry).receipt_number == ""
    unseen = read_entry(installation, draft, posted, everything - {"phone"}, whole=True)
    assert not unseen.ready
    complete = read_entry(installation, draft, posted, everything, whole=True)
    with installation.database.write() as unit:
        assert register_entry(installation, unit, clerk, complete).receipt_number
