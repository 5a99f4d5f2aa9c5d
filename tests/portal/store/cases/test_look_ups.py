"""The search index of keyed hashes."""

from typing import Any

import pytest
from sqlalchemy import text

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.look_up import LookUp
from portal.store.cases import look_ups
from portal.store.cases.look_ups import Look
from portal.store.statements import planned_per_call
from portal.store.together import together
from tests.portal.store.planting import plant

NAME, BIRTH, PHONE, OTHER = (word.ljust(16).encode() for word in ("name", "birth", "phone", "other"))


def application(unit: Unit, **given: Any) -> int:
    return int(plant(unit, Application, **{"duty": "tax", "looked_up_by": "2"} | given)["id"])


def ids(unit: Unit, look: Look, *, before: int = 10**9, most: int = 9) -> list[int]:
    return [row.id for row in look_ups.find(unit, look, ["tax", "welfare"], before=before, most=most)]


def test_any_of_the_tokens_finds_the_newest_first(unit: Unit) -> None:
    first, second, third = (application(unit, duty=duty) for duty in ("tax", "welfare", "tax"))
    elsewhere, other = application(unit, duty="water"), application(unit)
    look_ups.add(unit, {number: [(NAME, 1), (NAME, 2)] for number in (third, first, elsewhere)})
    look_ups.add(unit, {second: [(PHONE, 0)], other: [(OTHER, 1)]})
    look_ups.add(unit, {})
    assert ids(unit, Look([NAME, PHONE])) == [third, second, first]
    assert ids(unit, Look({NAME})) == [third, first]
    assert ids(unit, Look([NAME, PHONE]), most=2) == [third, second]
    assert ids(unit, Look([NAME, PHONE]), before=third) == [second, first]
    assert ids(unit, Look([])) == []
    assert look_ups.find(unit, Look([NAME]), [], before=10**9, most=9) == []


def test_with_a_birthday_both_are_of_one_person(unit: Unit) -> None:
    own, of_another, elsewhere = (application(unit) for _ in range(3))
    look_ups.add(unit, {own: [(NAME, 1), (BIRTH, 1)], of_another: [(NAME, 1), (BIRTH, 2)], elsewhere: [(NAME, 1)]})
    assert ids(unit, Look([NAME], [BIRTH, OTHER])) == [own]
    assert ids(unit, Look([NAME], [OTHER])) == []


def test_rows_from_before_are_found_beside_those_of_a_person(unit: Unit) -> None:
    before, since, of_another = (application(unit) for _ in range(3))
    for number, person in ((before, 1), (of_another, 2)):
        plant(unit, LookUp, token=NAME, application_id=number, person=1, tokens=None)
        plant(unit, LookUp, token=BIRTH, application_id=number, person=person, tokens=None)
    look_ups.add(unit, {since: [(NAME, 1), (BIRTH, 1), (PHONE, 0)]})
    assert ids(unit, Look([NAME])) == [of_another, since, before]
    assert ids(unit, Look([NAME], [BIRTH])) == [since, before]
    look_ups.replace(unit, before, [(PHONE, 0)], "3")
    assert ids(unit, Look([NAME])) == [of_another, since]
    assert ids(unit, Look([PHONE])) == [since, before]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_many_have_is_found_like_what_few_have(unit: Unit, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(look_ups, "_FEW", limit)
    monkeypatch.setitem(vars(look_ups)["_FIND"], ("postgresql", False), planned_per_call(look_ups._found()))
    first, second, elsewhere, third = (application(unit, duty=duty) for duty in ("tax", "welfare", "water", "tax"))
    look_ups.add(unit, {number: [(NAME, 1), (NAME, 2), (PHONE, 0)] for number in (first, second, elsewhere, third)})
    look_ups.add(unit, {application(unit): [(OTHER, 1)]})
    assert ids(unit, Look([NAME, PHONE])) == [third, second, first]
    assert ids(unit, Look([NAME]), before=third, most=1) == [second]
    assert ids(unit, Look([OTHER.upper()])) == []


def test_postgresql_keeps_no_plan_of_a_search_for_other_tokens(unit: Unit) -> None:
    number = application(unit)
    look_ups.add(unit, {number: [(NAME, 1), (BIRTH, 1)]})
    for _ in range(7):
        assert ids(unit, Look([NAME], [BIRTH])) == [number]
        with together(unit) as ahead:
            ids(ahead, Look([NAME]))
        unit.kept = {}
    if unit.connection.dialect.name == "postgresql":
        kept = unit.connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars()
        assert [statement for statement in kept if "short_" in statement or "&&" in statement] == []


def test_what_all_applications_have_costs_the_log_of_postgresql_little(unit: Unit) -> None:
    if unit.connection.dialect.name != "postgresql":
        return
    known, tokens = application(unit), f"{{{','.join(map(str, range(30)))}}}"
    add = text(
        "EXPLAIN (ANALYZE, WAL, FORMAT JSON) INSERT INTO look_up (token, application_id, person, tokens) "
        "VALUES ('', :known, 1, CAST(:tokens AS BIGINT[]))"
    )
    written = [
        unit.connection.execute(add, {"known": known, "tokens": tokens}).scalar_one()[0]["Plan"]["WAL Bytes"]
        for _ in range(300)
    ]
    assert sum(written[100:]) / 200 < 2_500  # 6,000 where each addition went into the index at once


def test_new_keys_replace_the_old_ones_under_the_new_mark(unit: Unit) -> None:
    number, other = application(unit), application(unit)
    look_ups.add(unit, {number: [(NAME, 1)], other: [(NAME, 1)]})
    look_ups.replace(unit, number, [(PHONE, 0)], "3")
    assert (ids(unit, Look([NAME])), ids(unit, Look([PHONE]))) == ([other], [number])
    assert look_ups.marks(unit) == ["2", "3"]


def test_applications_under_other_marks_are_stale(unit: Unit) -> None:
    before, behind = application(unit, looked_up_by="1"), application(unit, looked_up_by="3")
    current = application(unit)
    assert set(look_ups.stale(unit, "2", 9)) == {before, behind}
    assert look_ups.stale(unit, "2", 1) == [before]
    assert [row.id for row in look_ups.lock_stale(unit, "2", [behind, before, current])] == [before, behind]
    assert look_ups.left(unit, "2") == 2
    assert look_ups.marks(unit) == ["1", "2", "3"]
    assert not look_ups.unmade(unit)
    application(unit, looked_up_by="")
    assert look_ups.unmade(unit)
    assert look_ups.marks(unit) == ["1", "2", "3"]
