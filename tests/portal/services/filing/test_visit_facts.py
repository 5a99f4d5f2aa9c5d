"""Facts of a visit: precedence, relations, concurrency."""

from itertools import permutations

import pytest

from portal.errors import Conflict
from portal.services.counter.visits import begin_visit
from portal.services.filing.visit_facts import SHOWN, VISIT, Facts, facts_of, keep_facts, sources_at_visit, sources_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, REGISTER, TRANSFER
from portal.store.counter import visit_figures, visits
from tests.portal.world import DUTY, add_member

KEN = {"name": {"family": "例示", "given": "健"}, "birth": "1988-04-02"}
STATED = {
    REGISTER: {**KEN, "kana": {"family": "レイジ", "given": "ケン"}},
    CARD: {"name": {"full": "例示健"}, "birth": KEN["birth"], "address": {"town": "前の町"}, "sex": "male"},
    TRANSFER: {**KEN, "address": {"town": "新しい町"}, "relation": "世帯主"},
}


@pytest.mark.parametrize("order", list(permutations(STATED)))
def test_of_two_sources_the_better_is_believed_in_whatever_order_they_come(order: tuple[str, ...]) -> None:
    facts = Facts()
    for source in order:
        facts, _ = facts.joined(STATED[source], source)
    (person,) = facts.people
    assert person.facts["name"] == (KEN["name"], REGISTER)
    assert person.facts["sex"] == ("male", CARD)
    assert person.facts["address"] == ({"town": "新しい町"}, TRANSFER), "the card has the old one"
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


def test_who_came_is_reported_as_a_sign_in_would_tell_it() -> None:
    (source,) = sources_of(household())
    assert source.applicant["name"]["given"] == "舞"
    assert source.applicant["spouse.name"]["given"] == "健"
    assert (source.principal["spouse.exists"], source.events) == (True, {"moved_in": "2026-11-10"})
    assert [member.get("relation") for member in source.household] == [None, "child", "child"]
    assert [child.fact("name")["given"] for child in household().children(household().people[1])] == ["海", "空"]
    assert sources_of(Facts(people=household().people)) == (), "it is unknown which of them came"


def test_somebody_whose_place_in_the_household_is_not_stated_has_no_family() -> None:
    facts, no = household().joined({"name": {"full": "客"}, "birth": "1970-01-01", "relation": "同居人"}, TRANSFER)
    guest = facts.person(no)
    assert guest is not None
    assert (facts.spouse(guest), facts.children(guest)) == (None, ())


@pytest.mark.both_engines
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
