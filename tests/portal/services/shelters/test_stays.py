"""避難所: in and out once, counted for all, named for few, answered about only with consent and never if protected."""

import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import ResidentRegister
from portal.errors import BadRequest, Conflict, NotAllowed, NotFound
from portal.jobs.send_notices import send_notices
from portal.services.filing.note_protected import RegisterUnasked
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shelters import stays as shelters
from portal.services.shelters.stays import Person, Stay
from portal.store.shelters import stays
from portal.store.statements import every, sql
from tests.portal.audited import audited
from tests.portal.world import DUTY, add_member

TARO = Person("髙見本　太郎", "1949-04-03", "見本町一丁目", ("medical", "pet"), "犬1匹", answers=True)
JIRO = Person("次郎", answers=True)
HERE, THERE = "shelter-1", "shelter-2"
ONCE = "a-page-of-the-door-"


@pytest.fixture
def keeper(installation: Installation) -> Member:
    return add_member(installation, "keeper", ("clerk", "disaster-certificates"))


@pytest.fixture
def opened(installation: Installation, keeper: Member) -> Installation:
    with installation.database.write() as unit:
        shelters.open_shelter(installation, unit, keeper, HERE)
        unit.commit()
    return installation


def come(installation: Installation, member: Member, person: Person, once: str = "1", people: int = 1) -> None:
    looked = {person.named: False}
    with installation.database.write() as unit:
        shelters.check_in(installation, unit, member, HERE, ONCE + once, person, people, looked)
        unit.commit()


def present(installation: Installation, member: Member) -> list[Stay]:
    with installation.database.write() as unit:
        return shelters.present(installation, unit, member, HERE)


def names_of(installation: Installation, member: Member, name: str, birth: str = "") -> list[str]:
    with installation.database.write() as unit:
        names = [stay.person.name for stay in shelters.find_safe(installation, unit, member, name, birth)]
        unit.commit()
    return names


def test_who_comes_is_stored_once_sealed_and_counted_with_those_who_came_along(
    opened: Installation, keeper: Member
) -> None:
    for _ in range(2):  # pressed twice
        come(opened, keeper, TARO, people=4)
    come(opened, keeper, JIRO, "2")
    assert [(stay.person, stay.row.people) for stay in present(opened, keeper)] in (
        [(JIRO, 1), (TARO, 4)],
        [(TARO, 4), (JIRO, 1)],
    )
    with opened.database.read() as unit:
        assert all("太郎".encode() not in row.sealed_person for row in stays.present(unit))
        here, there, _ = shelters.count_shelters(opened, unit, keeper)
    assert (here.people, here.groups, here.needs) == (5, 2, (("医療・薬", 1), ("ペット", 1)))
    assert (there.people, there.since) == (0, None)
    assert here.since is not None
    assert len(audited(opened, "check in")) == 2


def test_who_leaves_is_counted_no_more_and_two_who_change_one_do_not_overwrite_each_other(
    opened: Installation, keeper: Member
) -> None:
    come(opened, keeper, TARO)
    (seen,) = present(opened, keeper)
    looked = {TARO.named: False}
    with opened.database.write() as unit:
        with pytest.raises(Conflict):
            shelters.close_shelter(opened, unit, keeper, HERE)
        shelters.change_stay(opened, unit, keeper, seen, TARO, 2, looked)
        with pytest.raises(Conflict):
            shelters.change_stay(opened, unit, keeper, seen, TARO, 3, looked)
        current = shelters.stay_of(opened, unit, keeper, seen.row.id)
        shelters.change_stay(opened, unit, keeper, current, TARO, 2, looked, leaves=True)
        gone = shelters.stay_of(opened, unit, keeper, seen.row.id)
        with pytest.raises(Conflict):
            shelters.change_stay(opened, unit, keeper, gone, TARO, 2, looked)
        shelters.close_shelter(opened, unit, keeper, HERE)
        unit.commit()
    assert present(opened, keeper) == []
    with pytest.raises(Conflict):
        come(opened, keeper, JIRO, "2")  # closed
    assert [detail.split()[0] for _, detail in audited(opened, "check out")] == [HERE]


@pytest.mark.parametrize(
    ("person", "people", "box"),
    [
        (Person(""), 1, "name"), (Person("太" * 201), 1, "name"), (Person("太\0郎"), 1, "name"),
        (Person("太郎", "2026-11-21"), 1, "birth"), (Person("太郎", "きのう"), 1, "birth"), (Person("太郎", "1899-12-31"), 1, "birth"),
        (Person("太郎", "19490403"), 1, "birth"), (Person("太郎", "1950-W14-6"), 1, "birth"), (Person("太郎", "1950-4-1"), 1, "birth"),
        (Person("太郎", address="町" * 201), 1, "address"), (Person("太郎", note="あ" * 201), 1, "note"),
        (Person("太郎"), 0, "people"), (Person("太郎"), 31, "people"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_box(
    opened: Installation, keeper: Member, person: Person, people: int, box: str
) -> None:
    assert list(shelters.wrong(person, people, opened.clock.today())) == [box]
    with pytest.raises(BadRequest):
        come(opened, keeper, person, people=people)


def test_safety_is_answered_only_with_consent_and_a_birthday_by_the_whole_name(
    opened: Installation, keeper: Member
) -> None:
    come(opened, keeper, TARO)
    come(opened, keeper, JIRO, "2")  # of whom nobody knows the birthday
    come(opened, keeper, Person("三郎", "1980-01-01"), "3")  # who did not agree
    assert names_of(opened, keeper, "高見本太郎") == ["髙見本　太郎"]
    assert names_of(opened, keeper, "高見本太郎", "1949-04-03") == ["髙見本　太郎"]
    for name, birth in (("高見本太郎", "1949-04-04"), ("太郎", ""), ("次郎", ""), ("三郎", ""), ("", ""), (" ", "")):
        assert names_of(opened, keeper, name, birth) == []
    assert audited(opened, "ask for safety")[0] == ("staff:keeper", "1")


def test_a_protected_person_is_counted_but_named_to_few_and_answered_about_to_nobody(
    opened: Installation, keeper: Member
) -> None:
    come(opened, keeper, TARO)
    protector = add_member(opened, "protector", ("clerk", "disaster-prevention"), ("protected", "disaster-prevention"))
    with opened.database.write() as unit:
        protect(opened, unit, keeper.actor, [TARO.named], STAFF)
        unit.commit()
    assert present(opened, keeper) == []
    (stay,) = present(opened, protector)
    for member in (keeper, protector):
        assert names_of(opened, member, TARO.name) == []
    with opened.database.read() as unit:
        assert shelters.count_shelters(opened, unit, keeper)[0].people == 1
        with pytest.raises(NotFound):
            shelters.stay_of(opened, unit, keeper, stay.row.id)


def test_the_register_is_asked_whether_it_protects_them_and_nobody_is_named_while_it_is_away(
    opened: Installation, keeper: Member
) -> None:
    come(opened, keeper, TARO)
    matches = present(opened, keeper)
    assert shelters.without_protected(None, matches) == matches

    class Away:
        def born(self, _day: object) -> Any:
            raise AdapterError("away", permanent=False)

    assert shelters.without_protected(Away(), matches) == []  # type: ignore[arg-type]
    if opened.register is not None:
        with pytest.raises(RegisterUnasked), opened.database.write() as unit:
            shelters.check_in(opened, unit, keeper, HERE, ONCE + "9", TARO, 1)


def test_who_comes_while_the_register_is_away_is_looked_for_when_it_is_back(
    opened: Installation, keeper: Member
) -> None:
    class Protecting:
        def born(self, _day: object) -> Any:
            return (type("Found", (), {"protected": True, "name": TARO.name}),)

    asking = replace(opened, register=cast(ResidentRegister, Protecting()))
    with opened.database.change() as unit:
        shelters.check_in(asking, unit, keeper, HERE, ONCE + "1", JIRO, 1)
        shelters.check_in(asking, unit, keeper, HERE, ONCE + "2", TARO, 1, {TARO.named: None})
    stays_here = present(opened, keeper)
    assert [stay.person for stay in stays_here] == [TARO, JIRO]
    with opened.database.change() as unit:
        shelters.change_stay(asking, unit, keeper, stays_here[0], TARO, 2, {TARO.named: None})
    assert send_notices(asking) == 2
    assert [stay.person for stay in present(opened, keeper)] == [JIRO]
    assert send_notices(asking) == 0


def test_a_late_look_up_is_of_a_duty_that_the_city_has(opened: Installation, keeper: Member) -> None:
    duties = {duty: office for duty, office in opened.city.duties.items() if duty != "disaster-prevention"}
    asking = replace(
        opened,
        city=opened.city.model_copy(
            update={"duties": {**duties, "disaster-certificates": next(iter(duties.values()))}}
        ),
        register=cast(ResidentRegister, object()),
    )
    with opened.database.change() as unit:
        shelters.check_in(asking, unit, keeper, HERE, ONCE + "1", TARO, 1, {TARO.named: None})
    with opened.database.read() as unit:
        assert every(unit, sql("SELECT duty FROM outbox", str)) == ["disaster-certificates"]


@pytest.mark.parametrize(
    "right", [("clerk", DUTY), ("auditor", "disaster-prevention"), ("approver", "disaster-prevention")]
)
def test_others_see_no_name_and_of_them_those_of_the_duty_count(
    opened: Installation, keeper: Member, right: tuple[str, str]
) -> None:
    come(opened, keeper, TARO)
    (stay,) = present(opened, keeper)
    other = add_member(opened, "other", right)
    with opened.database.write() as unit:
        for act in (
            lambda: shelters.present(opened, unit, other, HERE), lambda: shelters.stay_of(opened, unit, other, stay.row.id),
            lambda: shelters.find_safe(opened, unit, other, TARO.name, ""), lambda: shelters.open_shelter(opened, unit, other, THERE),
            lambda: shelters.close_shelter(opened, unit, other, HERE),
            lambda: shelters.check_in(opened, unit, other, HERE, ONCE + "4", JIRO, 1),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act()
        if right[1] == DUTY:
            with pytest.raises(NotAllowed):
                shelters.count_shelters(opened, unit, other)
        else:
            assert shelters.count_shelters(opened, unit, other)[0].people == 1


def test_what_the_city_has_no_shelter_for_is_not_found(opened: Installation, keeper: Member) -> None:
    with opened.database.write() as unit, pytest.raises(NotFound):
        shelters.open_shelter(opened, unit, keeper, "nursery-1")
    with opened.database.read() as unit, pytest.raises(NotFound):
        shelters.shelter_of(opened, unit, "x")


def test_who_is_at_a_shelter_that_the_city_no_longer_has_is_still_counted_named_and_let_out(
    opened: Installation, keeper: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(opened, keeper, TARO)
    monkeypatch.setattr(shelters, "places", lambda city, today: ())
    (seen,) = present(opened, keeper)
    with opened.database.write() as unit:
        place, stay = shelters.see_stay(opened, unit, keeper, seen.row.id)
        assert [(row.place, row.people) for row in shelters.count_shelters(opened, unit, keeper)] == [(place, 1)]
        assert shelters.as_rows(place, [stay])[0][0] == place.name
        shelters.change_stay(opened, unit, keeper, stay, TARO, 1, {TARO.named: False}, leaves=True)
        shelters.close_shelter(opened, unit, keeper, HERE)
        assert shelters.count_shelters(opened, unit, keeper) == []
        unit.commit()


@pytest.mark.both_engines
def test_while_it_is_closed_none_comes_in(opened: Installation, keeper: Member) -> None:
    came, closed = threading.Event(), list[bool]()

    def close() -> None:
        came.wait()
        with suppress(Conflict), opened.database.change() as unit:
            shelters.close_shelter(opened, unit, keeper, HERE)
            closed.append(True)

    closes = threading.Thread(target=close)
    closes.start()
    with opened.database.write() as unit:
        shelters.check_in(opened, unit, keeper, HERE, ONCE + "1", TARO, 1, {TARO.named: False})
        came.set()
        closes.join(0.5)  # it waits for this one
        unit.commit()
    closes.join()
    assert (closed, len(present(opened, keeper))) == ([], 1)
    with opened.database.read() as unit:
        assert HERE in stays.opened(unit)
