"""What is known in a visit: which source is believed, who is whose, and that two who write at once meet."""

from itertools import permutations

import pytest

from portal.errors import Conflict
from portal.services.installation import Installation
from portal.services.told import CARD, REGISTER, TRANSFER
from portal.services.visit_facts import SHOWN, VISIT, Facts, facts_of, keep_facts, sources_at_visit, told_of
from portal.services.visits import begin_visit
from portal.store import visit_figures, visits
from tests.portal.world import DUTY, add_member

KEN = {"name": {"family": "例示", "given": "健"}, "birth": "1988-04-02"}
TOLD = {
    REGISTER: {**KEN, "kana": {"family": "レイジ", "given": "ケン"}},
    CARD: {"name": {"full": "例示健"}, "birth": KEN["birth"], "address": {"town": "前の町"}, "sex": "male"},
    TRANSFER: {**KEN, "address": {"town": "新しい町"}, "relation": "世帯主"},
}


@pytest.mark.parametrize("order", list(permutations(TOLD)))
def test_of_two_sources_the_better_is_believed_in_whatever_order_they_come(order: tuple[str, ...]) -> None:
    facts = Facts()
    for source in order:
        facts, _ = facts.joined(TOLD[source], source)
    (one,) = facts.people
    assert one.told["name"] == (KEN["name"], REGISTER)
    assert one.told["sex"] == ("male", CARD)
    assert one.told["address"] == ({"town": "新しい町"}, TRANSFER), "a card still has the old one"
    assert Facts.of(facts.stored) == facts


def test_a_visit_from_before_it_was_noted_counts_its_reason_as_pressed() -> None:
    stored = Facts(occasion="born", occasion_by=SHOWN).stored
    assert Facts.of(stored).occasion_by == SHOWN
    assert Facts.of({name: value for name, value in stored.items() if name != "occasion_by"}).occasion_by == VISIT


def household() -> Facts:
    facts = Facts(came="2", events={"moved_in": ("2026-11-10", TRANSFER)})
    for given, born, relation in (
        ("健", "1988-04-02", "世帯主"),
        ("舞", "1990-08-09", "妻"),
        ("空", "2020-05-06", "子"),
        ("海", "2019-05-06", "長男"),
    ):
        facts, _ = facts.joined(
            {"name": {"family": "例示", "given": given}, "birth": born, "relation": relation}, TRANSFER
        )
    return facts


def test_who_came_is_told_as_a_sign_in_would_tell_it() -> None:
    (told,) = told_of(household())
    assert told.applicant["name"]["given"] == "舞"
    assert told.applicant["spouse.name"]["given"] == "健"
    assert (told.principal["spouse.exists"], told.events) == (True, {"moved_in": "2026-11-10"})
    assert [one.get("relation") for one in told.household] == [None, "child", "child"]
    assert [one.fact("name")["given"] for one in household().children(household().people[1])] == ["海", "空"]
    assert told_of(Facts(people=household().people)) == (), "nobody knows who of them came"


def test_somebody_whose_place_in_the_household_is_not_said_has_no_family() -> None:
    facts, no = household().joined({"name": {"full": "客"}, "birth": "1970-01-01", "relation": "同居人"}, TRANSFER)
    guest = facts.person(no)
    assert guest is not None
    assert (facts.spouse(guest), facts.children(guest)) == (None, ())


def test_two_who_tell_of_people_at_once_meet(installation: Installation) -> None:
    member = add_member(installation, "clerk", ("clerk", DUTY))
    with installation.database.write() as unit:
        visit = begin_visit(installation, unit, member, "once-once-once-once")
        row = visits.by_id(unit, visit)
        assert row is not None
        assert facts_of(installation, row) == Facts()
        keep_facts(installation, unit, row, household())
        with pytest.raises(Conflict):
            keep_facts(installation, unit, row, Facts())
        after = visits.by_id(unit, visit)
        assert after is not None
        assert facts_of(installation, after) == household()
        visit_figures.fill(unit, visit, boxes=10, unkeyed=4, corrected=1, usual=1, chosen=2)
        visit_figures.fill(unit, visit, boxes=2, unkeyed=2, corrected=0, usual=1, chosen=0)
        figures = visit_figures.by_uid(unit, visit)
        assert figures is not None
        assert (figures.boxes, figures.unkeyed, figures.corrected, figures.usual, figures.chosen) == (12, 6, 1, 2, 2)
        assert sources_at_visit(installation, unit, "no draft of a visit") == ()
        assert visit_figures.by_uid(unit, "gone") is None
        unit.commit()
