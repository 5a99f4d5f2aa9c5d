"""Answers from the register, never of protected households."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.services.residents.match_resident import match_resident
from portal.services.residents.read_register import events_of, read_register, resident_facts
from portal.services.shared.known_sources import Source
from tests.portal.services.residents.test_match_resident import CARD, HANAKO, HIKARI, MIHON, TARO, TODAY, FakeRegister


def answers_from(*people: Resident) -> tuple[Source, Source]:
    return read_register(match_resident(FakeRegister(*people), CARD), MIHON, TODAY)


def test_the_register_shows_the_person_spouse_children_and_days() -> None:
    source, held = answers_from(TARO, HANAKO, HIKARI)
    assert held.applicant == {}
    assert source.applicant["kana"] == {"family": "ミホン", "given": "タロウ"}
    assert source.applicant["spouse.birth"] == "1995-09-30"
    assert source.principal == {"birth": "1994-04-12", "sex": "male", "spouse.exists": True}
    assert [member.get("relation") for member in source.household] == [None, "child"]
    assert [member.get("household_role") for member in source.household] == ["wife", "child"]
    assert source.applicant["household_role"] == "head"
    assert "sex" not in source.household[1]
    assert "kana" not in source.household[1]
    assert not any("address" in member for member in source.household)
    assert source.events == {"born": "2026-10-28", "moved_in": "2026-11-02"}


@pytest.mark.parametrize("whose", [0, 1, 2])
def test_of_a_household_with_somebody_protected_it_is_as_if_nobody_were_found(whose: int) -> None:
    people = [TARO, HANAKO, HIKARI]
    people[whose] = replace(people[whose], protected=True)
    assert answers_from(*people) == answers_from()


def test_the_other_records_are_a_source_of_their_own_and_tell_nothing_of_the_spouse() -> None:
    _, held = answers_from(
        replace(TARO, holds={"pension": "national"}), replace(HANAKO, holds={"pension": "employees"}), HIKARI
    )
    assert (held.name, held.certainty, held.applicant) == ("held", "exact", {"pension": "national"})


def test_the_youngest_child_gives_the_day_of_birth_that_forms_ask_for() -> None:
    elder = replace(HIKARI, id="4", birth=date(2023, 5, 6))
    assert events_of(replace(TARO, moved_in=None), (HANAKO, HIKARI, elder), TODAY) == {"born": "2026-10-28"}
    assert events_of(replace(TARO, moved_in=None), (HANAKO,), TODAY) == {}


def test_a_birth_or_a_move_of_more_than_a_year_ago_is_not_the_event_that_somebody_files_about() -> None:
    elder = replace(HIKARI, birth=date(1978, 1, 20))
    assert events_of(replace(TARO, moved_in=date(2019, 4, 1)), (elder,), TODAY) == {}
    since = replace(HIKARI, birth=date(2025, 11, 20))
    assert events_of(replace(TARO, moved_in=None), (since,), TODAY) == {"born": "2025-11-20"}


def test_a_name_in_one_part_has_its_kana_in_one_part() -> None:
    """As on a 在留カード: the boxes stay below it for a correction of the name."""
    ana = replace(TARO, name="MIHON SILVA ANA", kana="ミホン　シルバ　アナ")
    assert resident_facts(ana)["kana"] == {"full": "ミホン　シルバ　アナ"}
    assert resident_facts(TARO)["kana"] == {"family": "ミホン", "given": "タロウ"}
