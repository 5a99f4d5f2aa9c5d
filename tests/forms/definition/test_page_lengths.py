"""A page asks at most seven questions at once, and is not long on a phone."""

from collections import Counter
from itertools import pairwise

import pytest

from forms.definition.procedure import Page
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from forms.path.joining import MOST_QUESTIONS, room_of
from tests.forms.loading.small import small

# Pixels as `joining` estimates them, without the frame of a page.
MOST_ROOM = 2400
LONGER = {
    # Known of who is in the register.
    ("ido-todoke", "movers.one"), ("tennyu-tenkyo-yoyaku", "movers.one"),
    # Its options are of six groups, and those of one are offered.
    ("nichijo-yogu", "kind_page"),
}  # fmt: skip


def asked_at_once(page: Page) -> tuple[float, int]:
    """Questions and pixels: those without a condition, and the most that one condition asks. A consent counts half."""
    asked = [field for field in page.fields if field.compute is None and field.type.asks]
    counts, rooms = Counter[str](), Counter[str]()
    for field in asked:
        condition = field.when.text if field.when is not None else ""
        counts[condition] += 1 if field.type.id == "consent" else 2
        rooms[condition] += room_of(field)
    always = counts.pop("", 0), rooms.pop("", 0)
    return (always[0] + max(counts.values(), default=0)) / 2, always[1] + max(rooms.values(), default=0)


@pytest.mark.uncounted
def test_no_shipped_page_asks_more_than_seven_questions_or_is_long() -> None:
    lengths = {
        (procedure.id, page.id): asked_at_once(page)
        for procedure in load_folder(SHIPPED / "procedures", fields=field_types()).values()
        for step in procedure.steps
        for page in step.pages
    }
    assert {name: count for name, (count, _) in lengths.items() if count > MOST_QUESTIONS} == {}
    assert {name for name, (_, room) in lengths.items() if room > MOST_ROOM} == LONGER


@pytest.mark.uncounted
def test_what_is_computed_and_asks_nothing_is_on_one_page() -> None:
    def shows_only(page: Page) -> bool:
        shown = [field for field in page.fields if not field.hidden]
        return bool(shown) and all(field.compute is not None for field in shown)

    pages = {
        procedure.id: list(pairwise(procedure.pages))
        for procedure in load_folder(SHIPPED / "procedures", fields=field_types()).values()
        if "online" in procedure.who
    }
    assert {name for name, pairs in pages.items() if any(all(map(shows_only, pair)) for pair in pairs)} == set()


@pytest.mark.uncounted
def test_what_one_consents_to_is_on_one_page() -> None:
    def consents(page: Page) -> bool:
        return all(field.type.id == "consent" for field in page.fields)

    steps = {
        (procedure.id, step.id): list(pairwise(step.pages))
        for procedure in load_folder(SHIPPED / "procedures", fields=field_types()).values()
        if not procedure.joined
        for step in procedure.steps
    }
    assert {name for name, pairs in steps.items() if any(all(map(consents, pair)) for pair in pairs)} == set()


def test_questions_of_one_condition_count_together() -> None:
    page = (
        small(
            "      - together: 見本\n        id: more\n        ask:\n"
            + "".join(
                f"          - {{id: q{n}, type: text, label: 問い{n}, when: reason == {'lost' if n % 3 else 'torn'}}}\n"
                for n in range(6)
            )
            + "          - {id: sure, type: consent, label: はい}\n"
        )
        .steps[0]
        .pages[1]
    )
    assert asked_at_once(page) == (4.5, 4 * 130 + 110)


def test_notes_of_options_count_as_lines() -> None:
    kind = "      - {id: kind, type: choice, label: 種類, options: {a: {label: い%s}, b: ろ}}\n"
    heights = [
        asked_at_once(next(page for page in small(kind % note).steps[0].pages if page.id == "kind"))[1]
        for note in ("", f", help: {'あ' * 20}", f", help: {'あ' * 21}")
    ]
    assert [height - heights[0] for height in heights] == [0, 26, 52]
