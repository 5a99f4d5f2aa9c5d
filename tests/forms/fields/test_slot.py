from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from forms.fields.slot import Slot, SlotSettings, offered
from tests.forms.fields.asking import EASY, ENGLISH, JAPANESE, ask, environment, mistakes_of, shown, slots, stored_value

SCREENING = {"resource": "cancer_screening"}
SETTINGS: tuple[dict[str, Any], ...] = (SCREENING,)
STORED = {
    "id": "cancer_screening-1",
    "starts": "2026-12-01T09:30",
    "ends": "2026-12-01T10:00",
    "place": "保健センター",
}


def test_a_slot_is_stored_with_its_time_and_place() -> None:
    assert stored_value("slot", "cancer_screening-1", SCREENING) == STORED


def test_only_slots_with_room_are_offered_and_the_earliest_first() -> None:
    ids = [slot.id for slot in offered(SlotSettings(resource="cancer_screening"), environment())]
    assert ids == ["cancer_screening-1", "cancer_screening-2", "cancer_screening-3"]


@pytest.mark.parametrize("posted", ["dog_injection-1", "x" * 9_999])
def test_what_is_no_slot_is_gone(posted: str) -> None:
    assert mistakes_of(ask("slot", posted, SCREENING)) == [("slot.gone", "")]


def test_a_full_slot_is_reported_with_the_nearest_others_in_words() -> None:
    (mistake,) = ask("slot", "cancer_screening-4", SCREENING).mistakes
    assert (mistake.key, mistake.arguments) == (
        "slot.full",
        {"near": "2026-12-01T09:30 2026-12-02T09:30 2026-12-03T09:30"},
    )
    arguments = {
        speech.language: str(Slot().message_arguments(mistake.arguments, speech)["near"]) for speech in (JAPANESE, EASY)
    }
    assert arguments["ja"].startswith("令和8年（2026年）12月1日（火） 午前9時30分、令和8年（2026年）12月2日")
    assert arguments["easy"].startswith("2026年12月1日 火曜日（かようび） 午前（ごぜん）9時30分、")
    assert Slot().message_arguments({"other": "x"}, JAPANESE) == {"other": "x"}


def test_where_every_slot_is_full_no_other_is_named() -> None:
    nothing_left = replace(environment(), slots=lambda name: tuple(replace(slot, left=0) for slot in slots(name)))
    (mistake,) = ask("slot", "cancer_screening-1", SCREENING, nothing_left).mistakes
    assert mistake.key == "slot.all_full"


def test_two_slots_at_once_are_no_answer() -> None:
    settings = SlotSettings(resource="cancer_screening")
    parsed = Slot().parse({"": ("cancer_screening-1", "cancer_screening-2")}, settings, environment())
    assert mistakes_of(parsed) == [("slot.gone", "")]


def test_a_slot_is_shown_with_its_day_hours_and_place() -> None:
    assert shown("slot", STORED, SCREENING) == (
        "令和8年（2026年）12月1日（火） 午前9時30分から午前10時まで　保健センター"
    )
    assert shown("slot", STORED, SCREENING, EASY).startswith(
        "2026年12月1日 火曜日（かようび） 午前（ごぜん）9時30分から"
    )
    assert shown("slot", STORED, SCREENING, ENGLISH).endswith("　Health Centre")


def test_cells_carry_the_id_and_its_times() -> None:
    cells = Slot().cells(STORED, SlotSettings(resource="cancer_screening"))
    assert cells == {"": "cancer_screening-1", **{name: STORED[name] for name in ("starts", "ends", "place")}}


def test_rules_read_the_day_and_the_hours_of_a_slot() -> None:
    settings = SlotSettings(resource="cancer_screening")
    assert Slot().rule_parts(settings).keys() == {"day", "starts", "ends", "won"}
    parts = {"day": date(2026, 12, 1), "starts": "09:30", "ends": "10:00", "won": False}
    assert Slot().parts_of(STORED, settings) == parts
    assert Slot().parts_of(STORED | {"won": "26-111-111-111"}, settings) == parts | {"won": True}


def test_a_slot_that_was_won_is_stored_with_the_number_of_the_drawing() -> None:
    first = next(slot for slot in slots("cancer_screening") if slot.id == STORED["id"])
    won = replace(environment(), slots=lambda _name: (replace(first, won="26-111-111-111"),))
    parsed = Slot().parse({"": (first.id,)}, SlotSettings(resource="cancer_screening"), won)
    assert parsed.value == STORED | {"won": "26-111-111-111"}
