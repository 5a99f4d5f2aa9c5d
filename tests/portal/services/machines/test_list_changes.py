"""The cursor gives every change once."""

from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.machines import changes
from tests.portal.world import DUTY, alice, file_application

pytestmark = pytest.mark.both_engines

ROWS = 4
# Next step: change a row; begin a change; commit; roll back; read a page, here or as another client, so that numbers
# are assigned.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["change", "begin"]), st.integers(0, ROWS - 1)),
        st.tuples(st.sampled_from(["commit", "give up"]), st.integers(0, 2)),
        st.tuples(st.sampled_from(["page", "other reader"]), st.integers(1, ROWS + 1)),
    ),
    max_size=25,
)


@dataclass
class Story:
    """`under_way`: begun changes. `listed`: (row, revision) in page order."""

    installation: Installation
    ids: list[int]
    cursor: int = 0
    under_way: list[tuple[int, Unit, ExitStack]] = field(default_factory=list)
    listed: list[tuple[int, int]] = field(default_factory=list)

    def revision(self, number: int) -> int:
        with self.installation.database.read() as unit:
            row = applications.by_id(unit, number)
        assert row is not None
        return row.revision

    def change(self, unit: Unit, number: int) -> None:
        row = applications.by_id(unit, number)
        assert row is not None
        assert applications.assign(unit, row, None, row.changed_at + 1)

    def step(self, act: str, which: int) -> None:
        if act == "page":
            self.page(which)
        elif act == "other reader":
            with self.installation.database.write() as unit:
                changes.number(unit, which)
                unit.commit()
        elif act in ("change", "begin"):
            number = self.ids[which]
            if number in [held for held, _, _ in self.under_way]:
                return  # they would wait for each other
            stack = ExitStack()
            unit = stack.enter_context(self.installation.database.write())
            self.change(unit, number)
            if act == "change" or self.installation.database.sqlite:  # SQLite serialises writers
                unit.commit()
                stack.close()
            else:
                self.under_way.append((number, unit, stack))
        elif self.under_way:
            _, unit, stack = self.under_way.pop(which % len(self.under_way))
            if act == "commit":
                unit.commit()
            stack.close()

    def page(self, most: int) -> int:
        with self.installation.database.write() as unit:
            more = changes.number(unit, 1)
            rows = changes.after(unit, changes.Wanted("api:x", [DUTY]), self.cursor, most)
            seen = [(row.id, row.changed_at, row.change_number) for row in rows]
            unit.commit()
        assert [number for _, _, number in seen] == sorted(number for _, _, number in seen)
        self.listed += [(row, changed) for row, changed, _ in seen]
        self.cursor = max((number for _, _, number in seen), default=self.cursor)
        return len(rows) or more

    def drain(self) -> None:
        while self.page(ROWS):
            pass


@pytest.fixture
def story(installation: Installation) -> Story:
    numbers = [file_application(installation, alice(installation)) for _ in range(ROWS)]
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in numbers]
    return Story(installation, [row.id for row in rows if row is not None])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_is_skipped_and_nothing_comes_twice(story: Story, steps: list[tuple[str, int]]) -> None:
    story.drain()
    story.listed.clear()
    begun = {number: story.revision(number) for number in story.ids}
    for act, which in steps:
        story.step(act, which)
    while story.under_way:
        story.step("commit", 0)
    story.drain()
    assert len(story.listed) == len(set(story.listed)), "the same change was listed twice"
    with story.installation.database.read() as unit:
        now = {number: applications.by_id(unit, number) for number in story.ids}
    for number, row in now.items():
        assert row is not None
        if row.revision != begun[number]:
            assert [changed for listed_number, changed in story.listed if listed_number == number][-1:] == [
                row.changed_at
            ]


def test_what_was_begun_first_and_committed_last_is_reported_still(story: Story) -> None:
    story.drain()
    story.listed.clear()
    first, second = story.ids[:2]
    story.step("begin", 0)
    story.step("change", 1)
    story.drain()
    if not story.installation.database.sqlite:
        assert [row for row, _ in story.listed] == [second]
    story.step("commit", 0)
    story.drain()
    assert {row for row, _ in story.listed} == {first, second}
    assert len(story.listed) == 2
