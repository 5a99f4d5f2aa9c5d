"""A second person compares paper forms."""

from dataclasses import replace

import pytest

from portal.errors import NotFound
from portal.services.counter.enter_at_counter import Entry
from portal.services.counter.second_person import Look, choose, look_by_two, may_choose, wants_two
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.desk.case.test_paper_by_two import wanting_two
from tests.portal.services.counter.visiting import RECEPTION, Counter, actions, serve
from tests.portal.world import ANSWERS, DUTY, add_member

PAPER = {**RECEPTION, "reception-door": "post", "reception-stamp": "2026-11-17", "reception-shown": "none", **ANSWERS}


@pytest.fixture
def counter(installation: Installation, request: pytest.FixtureRequest) -> Counter:
    return serve(wanting_two(installation, blind=getattr(request, "param", False)), login="first")


@pytest.fixture
def second(installation: Installation) -> Member:
    return add_member(installation, "second", ("clerk", DUTY))


def entry_of(counter: Counter, draft_id: str, **changes: str) -> Entry:
    with counter.installation.database.read() as unit:
        entry = counter.entry(unit, draft_id)
    if not changes:
        return entry
    answers = {**entry.path.answers, **changes}
    return replace(entry, path=replace(entry.path, answers=answers), kept={**entry.kept, **changes})


def test_who_keyed_a_paper_never_registers_it_and_a_second_who_compared_does(counter: Counter, second: Member) -> None:
    entry, installation = entry_of(counter, counter.add(answers=PAPER)), counter.installation
    with installation.database.write() as unit:
        looks = [
            look_by_two(installation, unit, member, entry)[0] for member in (counter.member, counter.member, second)
        ]
        assert looks == [Look.KEYED, Look.KEYED, Look.REGISTERS]
        assert [action for action in actions(unit) if "keyed" in action or action == "key paper"] == [
            "key paper", "confirm keyed paper",
        ]  # fmt: skip


def test_a_second_who_changes_it_becomes_the_first(counter: Counter, second: Member) -> None:
    draft_id, installation = counter.add(answers=PAPER), counter.installation
    changed = entry_of(counter, draft_id, phone="000-0000-0002")
    with installation.database.write() as unit:
        look_by_two(installation, unit, counter.member, entry_of(counter, draft_id))
        assert look_by_two(installation, unit, second, changed)[0] is Look.KEYED
        assert look_by_two(installation, unit, second, changed)[0] is Look.KEYED
        assert look_by_two(installation, unit, counter.member, changed)[0] is Look.REGISTERS


def test_a_visit_is_no_paper_and_the_city_wants_two_from_its_day_on(counter: Counter) -> None:
    visit, paper = counter.add(answers={**RECEPTION, **ANSWERS}), entry_of(counter, counter.add(answers=PAPER))
    installation = counter.installation
    with installation.database.write() as unit:
        assert look_by_two(installation, unit, counter.member, entry_of(counter, visit))[0] is Look.REGISTERS
    assert wants_two(installation, paper)
    assert not wants_two(wanting_two(installation, since="2026-11-21"), paper)


@pytest.mark.parametrize("counter", [True], indirect=True)
def test_keyed_blind_a_difference_is_chosen_by_the_second_alone(counter: Counter, second: Member) -> None:
    draft_id, installation = counter.add(answers=PAPER), counter.installation
    changed = entry_of(counter, draft_id, phone="000-0000-0002")
    with installation.database.write() as unit:
        look, shown = look_by_two(installation, unit, counter.member, entry_of(counter, draft_id))
        assert (look, shown.kept) == (Look.KEYED, {})
        assert look_by_two(installation, unit, counter.member, changed)[0] is Look.KEYED, "not compared with oneself"
        assert look_by_two(installation, unit, second, changed)[0] is Look.DIFFERS
        assert may_choose(unit, counter.member, changed.draft) is None
        with pytest.raises(NotFound):
            choose(installation, unit, counter.member, changed, {"phone": "first"})
        chosen = choose(installation, unit, second, changed, {"phone": "first"})
        assert chosen.path.answers["phone"] == ANSWERS["phone"]
        assert look_by_two(installation, unit, second, chosen)[0] is Look.REGISTERS
