"""Declared family of staff, and the register's household."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import Resident, ResidentRegister
from portal.errors import Conflict, NotFound
from portal.services.cases.own_family import (
    MOST,
    MOST_SIGNS,
    REGISTER,
    SELF,
    STATED,
    Related,
    Relative,
    add_relative,
    ask_household,
    family_of,
    read_relative,
    set_own_birth,
    take_relative_back,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.audited import actions
from tests.portal.world import DUTY, add_member

HANAKO = Relative("髙見本　花子", "タカミホン　ハナコ", "1981-09-09", "妹")
BIRTH = "1978-01-20"


class People:
    """Unavailable without residents."""

    name, fake = "people", True

    def __init__(self, *residents: Resident) -> None:
        self.residents = residents

    def born(self, birth: date) -> tuple[Resident, ...]:
        if not self.residents:
            raise AdapterError("REGISTER_UNAVAILABLE", permanent=False)
        return tuple(resident for resident in self.residents if resident.birth == birth)

    def household(self, household: str) -> tuple[Resident, ...]:
        return tuple(resident for resident in self.residents if resident.household == household)

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return tuple(resident for resident in self.born(birth) if resident.name == name)

    def resident(self, number: str) -> Resident | None:
        return next((resident for resident in self.residents if resident.id == number), None)

    def ready(self) -> bool:
        return bool(self.residents)


def resident(id: str, household: str, name: str, birth: str, relation: str) -> Resident:
    return Resident(id, household, name, "", date.fromisoformat(birth), "unknown", relation, {})


ICHIRO = resident("1", "A", "髙見本　一郎", BIRTH, "世帯主")
KEN = resident("2", "A", "髙見本　健", "2010-01-01", "子")
NAMESAKE = resident("3", "B", "高見本　一郎", BIRTH, "世帯主")


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "ichiro", ("reviewer", DUTY), name="高見本 一郎")


def add(installation: Installation, member: Member, person: Relative) -> None:
    with installation.database.write() as unit:
        add_relative(installation, unit, member, person)
        unit.commit()


def family(installation: Installation, member: Member) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(known.row.basis, known.person.name) for known in family_of(installation.keys, unit, member.id)]


def own(installation: Installation, member: Member, birth: str = BIRTH) -> Related:
    with installation.database.write() as unit:
        related = set_own_birth(installation, unit, member, birth)
        unit.commit()
    assert related is not None
    return related


def with_register(installation: Installation, *residents: Resident) -> Installation:
    register: ResidentRegister = People(*residents)
    return replace(installation, register=register)


def test_what_is_typed_is_read_as_katakana_and_single_spaces(installation: Installation) -> None:
    person, mistakes = read_relative(installation.clock, " 髙見本\u3000 花子 ", "たかみほん はなこ", "S56.9.9", "妹")
    assert mistakes == {}
    assert person == Relative("髙見本 花子", "タカミホン ハナコ", "1981-09-09", "妹")


@pytest.mark.parametrize(
    ("name", "kana", "birth", "how", "wrong"),
    [
        ("", "", "1981-09-09", "", {"name"}), ("字" * (MOST_SIGNS + 1), "", "1981-09-09", "", {"name"}),
        ("花子", "Hanako", "1981-09-09", "", {"kana"}), ("花子", "", "", "", {"birth"}),
        ("花子", "", "2026-11-21", "", {"birth"}), ("花子", "", "1899-12-31", "", {"birth"}),
        ("花子", "", "2026-11-20", "妹" * (MOST_SIGNS + 1), {"how"}), ("花子", "", "1900-01-01", "", set()),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_their_box(
    installation: Installation, *, name: str, kana: str, birth: str, how: str, wrong: set[str]
) -> None:
    assert set(read_relative(installation.clock, name, kana, birth, how)[1]) == wrong


def test_a_relative_is_stored_once_sealed_and_audited_without_a_name(
    installation: Installation, member: Member
) -> None:
    add(installation, member, HANAKO)
    add(installation, member, HANAKO)
    assert family(installation, member) == [(STATED, HANAKO.name)]
    assert actions(installation) == ["tell of family"]
    with installation.database.read() as unit:
        stored = repr(unit.connection.execute(text("SELECT * FROM staff_relation")).all())
        details = [record.detail for record in audit_records.after(unit, 0)]
    assert "花子" not in stored
    assert HANAKO.birth not in stored
    assert details == [""]


def test_the_list_of_relatives_has_an_end(installation: Installation, member: Member) -> None:
    with installation.database.write() as unit:
        for number in range(MOST):
            add_relative(installation, unit, member, replace(HANAKO, name=f"親族{number}"))
        add_relative(installation, unit, member, replace(HANAKO, name="親族0"))
        with pytest.raises(Conflict):
            add_relative(installation, unit, member, HANAKO)


def test_only_the_members_own_entry_is_taken_back(installation: Installation, member: Member) -> None:
    colleague = add_member(installation, "jiro", ("reviewer", DUTY))
    add(installation, member, HANAKO)
    own(installation, member)
    with installation.database.write() as unit:
        numbers = {known.row.basis: known.row.id for known in family_of(installation.keys, unit, member.id)}
        with pytest.raises(NotFound):
            take_relative_back(installation, unit, colleague, numbers[STATED])
        with pytest.raises(NotFound):
            take_relative_back(installation, unit, member, numbers[SELF])
        take_relative_back(installation, unit, member, numbers[STATED])
        unit.commit()
    assert family(installation, member) == [(SELF, member.name)]
    assert actions(installation)[-1] == "take family back"


def test_the_household_is_stored_for_a_certain_match_and_a_new_day_of_birth_forgets_it(
    installation: Installation, member: Member
) -> None:
    city = with_register(installation, ICHIRO, KEN)
    assert ask_household(city, own(installation, member))
    assert family(installation, member) == [(SELF, member.name), (REGISTER, ICHIRO.name), (REGISTER, KEN.name)]
    own(installation, member, "1978-01-21")
    assert family(installation, member) == [(SELF, member.name)]


def test_two_possible_people_are_no_match(installation: Installation, member: Member) -> None:
    assert ask_household(with_register(installation, ICHIRO, KEN, NAMESAKE), own(installation, member))
    assert family(installation, member) == [(SELF, member.name)]


def test_an_answer_about_a_former_declaration_is_not_stored(installation: Installation, member: Member) -> None:
    former = own(installation, member)
    own(installation, member)
    assert ask_household(with_register(installation, ICHIRO, KEN), former)
    assert family(installation, member) == [(SELF, member.name)]


def test_without_an_answer_of_the_register_it_is_asked_again_later(installation: Installation, member: Member) -> None:
    related = own(installation, member)
    assert not ask_household(with_register(installation), related)
    assert not ask_household(replace(installation, register=None), related)
    with installation.database.read() as unit:
        (known,) = family_of(installation.keys, unit, member.id)
    assert known.row.asked_at is None


@pytest.mark.parametrize("birth", ["", "1978", "2026-11-21"])
def test_no_day_of_birth_changes_nothing(installation: Installation, member: Member, birth: str) -> None:
    own(installation, member)
    with installation.database.write() as unit:
        assert set_own_birth(installation, unit, member, birth) is None
    assert family(installation, member) == [(SELF, member.name)]


def test_a_relative_is_recognised_in_another_spelling_of_name_and_reading() -> None:
    assert HANAKO.is_called("高見本 花子")
    assert not HANAKO.is_called("高見本 花")
    assert HANAKO.is_read("たかみほんはなこ")
    assert not replace(HANAKO, kana="").is_read("")
