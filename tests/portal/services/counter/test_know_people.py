"""People of a visit: never protected ones; look-ups are audited."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from integrations.sockets.register_socket import Resident
from portal.errors import NotFound
from portal.services.counter.know_people import (
    ResidentMatch,
    ask_register_for,
    find_in_register,
    forget_person,
    keep_typed,
    set_visitor,
    take_from_register,
    take_paper,
)
from portal.services.filing.visit_facts import SHOWN, USUAL, Facts, facts_of, sources_of
from portal.services.residents.household_key import household_key
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import BIRTH, REGISTER, TRANSFER
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.portal.services.counter.visiting import Counter
from tests.portal.services.residents.test_match_resident import HANAKO, HIKARI, TARO, FakeRegister

KEN = {"name": {"family": "例示", "given": "健"}, "birth": "1988-04-02", "address": {"town": "見本町"}}
SORA = {"name": {"family": "例示", "given": "空"}, "birth": "2026-11-05", "relation": "子"}
UMI = {"name": {"family": "例示", "given": "海"}, "birth": "2026-11-05", "relation": "子"}


def with_register(installation: Installation, *people: Resident, away: bool = False) -> Installation:
    return replace(installation, register=FakeRegister(*people, away=away))


def names_in_register(installation: Installation, kana: str, address: str = "", birth: date = TARO.birth) -> list[str]:
    return [match.resident.name for match in find_in_register(installation, birth, kana, address)]


def changed(counter: Counter, change: Callable[..., Any]) -> Facts:
    with counter.installation.database.write() as unit:
        change(unit, counter.visit(unit))
        unit.commit()
        return facts_of(counter.installation, counter.visit(unit).row)


@pytest.mark.parametrize(
    ("kana", "address", "is_found"),
    [
        ("", "", False),
        ("み", "", False),
        ("みほ", "", True),
        ("ミホン", "", True),
        ("たろう", "", True),
        ("はなこ", "", False),
        ("", "一番町一丁目2番3号", True),
        ("みほ", "二番町", False),
    ],
)
def test_a_birthday_finds_nobody_without_a_reading_or_an_address(
    installation: Installation, kana: str, address: str, *, is_found: bool
) -> None:
    assert bool(names_in_register(with_register(installation, TARO, HANAKO), kana, address)) is is_found


@pytest.mark.parametrize("protected", [TARO, HANAKO])
def test_neither_a_protected_person_nor_their_household_is_found(
    installation: Installation, protected: Resident
) -> None:
    people = [replace(person, protected=person == protected) for person in (TARO, HANAKO)]
    assert names_in_register(with_register(installation, *people), "みほん") == []


def test_a_zone_without_a_register_has_none_and_one_that_fails_leaves_it_to_the_clerk(
    installation: Installation,
) -> None:
    with_taro = with_register(installation, TARO)
    outer = replace(with_taro, settings=with_taro.settings.model_copy(update={"zone": "outer"}))
    with pytest.raises(NotFound):
        find_in_register(outer, TARO.birth, "みほん", "")
    assert ask_register_for(with_register(installation, TARO, away=True), TARO.birth, "みほん", "") is None


def test_a_household_of_the_register_is_known_with_who_came_first(counter: Counter) -> None:
    match = ResidentMatch(TARO, (TARO, HANAKO, HIKARI))
    facts = changed(
        counter,
        lambda unit, visit: take_from_register(counter.installation, unit, counter.member, visit, match, "asked"),
    )
    assert [person.called for person in facts.people] == ["見本 太郎", "見本 花子", "見本 ひかり"]
    assert (facts.comer, facts.about) == (facts.people[0], "")
    assert facts.events["born"] == ("2026-10-28", REGISTER)
    (source,) = sources_of(facts)
    assert source.household_key == household_key(counter.installation.keys, TARO)
    assert "household_key" not in source.applicant


def test_who_comes_as_an_agent_is_not_the_one_that_was_looked_up(counter: Counter) -> None:
    counter.describe(came="agent", came_by="")
    match = ResidentMatch(TARO, (TARO,))
    facts = changed(
        counter,
        lambda unit, visit: take_from_register(counter.installation, unit, counter.member, visit, match, "asked"),
    )
    assert (facts.came, facts.about) == ("", "1")


def test_of_somebody_protected_nothing_is_taken_and_the_look_up_is_recorded(counter: Counter) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [(HANAKO.name, HANAKO.birth.isoformat())], STAFF)
        match = ResidentMatch(TARO, (TARO, HANAKO))
        assert not take_from_register(installation, unit, counter.member, counter.visit(unit), match, "family")
        assert facts_of(installation, counter.visit(unit).row) == Facts()
        (record,) = [record for record in audit_records.after(unit, 0) if record.action == "ask register"]
    assert record.detail == f"{counter.visit_id} family"


def test_a_paper_of_a_birth_says_why_they_came_and_presumes_the_first_newborn_alone_the_child(counter: Counter) -> None:
    facts = changed(
        counter,
        lambda unit, visit: take_paper(
            counter.installation, unit, counter.member, visit, BIRTH, [SORA, UMI], "2026-11-05"
        ),
    )
    assert [person.facts["relation"] for person in facts.people] == [("子", USUAL), ("子", BIRTH)]
    assert (facts.occasion, facts.occasion_by, facts.events) == ("born", SHOWN, {"born": ("2026-11-05", BIRTH)})
    assert facts.came == "", "a newborn did not come"


def test_where_a_protected_person_moves_to_is_taken_from_no_paper(counter: Counter) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [("例示\u3000健", "1988-04-02")], STAFF)
        unit.commit()
    facts = changed(
        counter,
        lambda unit, visit: take_paper(installation, unit, counter.member, visit, TRANSFER, [KEN], "2026-11-15"),
    )
    assert (facts.people[0].fact("address"), facts.came) == (None, "1")


def test_about_somebody_else_the_usual_answer_that_they_come_for_themselves_ends(counter: Counter) -> None:
    people = Facts().joined(KEN, REGISTER)[0].joined(SORA, REGISTER)[0]
    counter.know(people)
    facts = changed(counter, lambda unit, visit: set_visitor(counter.installation, unit, visit, "1", "2"))
    assert (facts.came, facts.about) == ("1", "2")
    with counter.installation.database.read() as unit:
        words = counter.visit(unit).words
    assert (words.came, words.came_by) == ("", "")
    facts = changed(counter, lambda unit, visit: set_visitor(counter.installation, unit, visit, "7", "7"))
    assert (facts.came, facts.about) == ("1", "2"), "the visit has no person with that number"
    facts = changed(counter, lambda unit, visit: forget_person(counter.installation, unit, visit, "2"))
    assert ([person.no for person in facts.people], facts.came, facts.about) == (["1"], "1", "")


def test_what_is_typed_again_as_it_stands_makes_no_page_of_a_colleague_old(counter: Counter) -> None:
    typed = {"p0-name.family": ["例示"]}
    with counter.installation.database.write() as unit:
        keep_typed(counter.installation, unit, counter.visit(unit), TRANSFER, typed)
        revision = counter.visit(unit).row.revision
        keep_typed(counter.installation, unit, counter.visit(unit), TRANSFER, typed)
        assert counter.visit(unit).row.revision == revision
        assert facts_of(counter.installation, counter.visit(unit).row).typed == {TRANSFER: typed}
