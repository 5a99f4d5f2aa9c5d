"""Helpers for one field."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from forms.definition.field import FieldSettings, Parsed
from forms.definition.registry import field_types
from forms.fields.file import SAMPLES
from forms.messages import sentences
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Branch, Environment, Facility, ListEntry, Slot, Town, no_towns
from forms.text.speech import Speech

JAPANESE = Speech("ja", sentences("ja"), {})
EASY = Speech("easy", sentences("easy"), {})
ENGLISH = Speech("en", sentences("en"), {})
PLAIN = FieldSettings()
FILES = {file.id: file for file in SAMPLES}


BRANCHES = (
    Branch("9999", "みほん銀行", "ミホン", "999", "本店", "ホンテン"),
    Branch("9999", "みほん銀行", "ミホン", "002", "例示台支店", "レイジダイ"),
    Branch("9999", "みほん銀行", "ミホン", "003", "港支店", "ミナト"),
    Branch("9999", "みほん銀行", "ミホン", "103", "港支店", "ミナト"),
    Branch("9998", "ふたごの信用組合", "フタゴノ", "001", "本店", "ホンテン"),
    Branch("9997", "ふたごの信用組合", "フタゴノ", "001", "本店", "ホンテン"),
)


def banks(bank: str, branch: str) -> tuple[Branch, ...]:
    return tuple(
        row for row in BRANCHES if bank in (row.bank, row.bank_name) and branch in ("", row.branch, row.branch_name)
    )


def facilities(kind: str) -> tuple[Facility, ...]:
    numbers = () if kind == "unknown" else range(1, 7)
    return tuple(Facility(f"{kind}-{number}", f"見本{number}園", f"ミホン{number}エン", kind) for number in numbers)


def slots(resource: str) -> tuple[Slot, ...]:
    """The last one is full."""
    return tuple(
        Slot(f"{resource}-{day}", resource, f"2026-12-0{day}T09:30", f"2026-12-0{day}T10:00", "保健センター", 4 - day)
        for day in (4, 3, 2, 1)
    )


def lists(name: str) -> tuple[ListEntry, ...]:
    """The first three of the day; one that ended, one to come."""
    if name != "schools":
        return ()
    days = {4: {"ends": "2026-11-19"}, 5: {"starts": "2026-11-21"}}
    return tuple(
        ListEntry(
            f"{name}-{number}", f"見本{number}学校", f"ミホン{number}ガッコウ", f"見本{number}の 学校" if number == 2 else "",
            "Mihon", note="丘の上" if number < 3 else "", columns={"level": "小学校", "places": number, "since": "2020-04-01"} if number < 3 else {},
            **days.get(number, {}),
        )
        for number in range(1, 6)
    )  # fmt: skip


def environment(door: str = "online", towns: Callable[[str], tuple[Town, ...]] = no_towns) -> Environment:
    return Environment(
        date(2026, 11, 20),
        ClosedDays(),
        towns,
        door,
        files=FILES.get,
        banks=banks,
        facilities=facilities,
        slots=slots,
        lists=lists,
    )


def ask(
    kind: str,
    typed: str | Mapping[str, str],
    settings: Mapping[str, Any] | None = None,
    city: Environment | None = None,
) -> Parsed:
    """`typed` is the text of the only box, or maps boxes to texts."""
    boxes = {"": typed} if isinstance(typed, str) else typed
    field_type = field_types()[kind]
    raw = {name: (text,) for name, text in boxes.items()}
    return field_type.parse(raw, field_type.Settings.model_validate(settings or {}), city or environment())


def stored_value(
    kind: str,
    typed: str | Mapping[str, str],
    settings: Mapping[str, Any] | None = None,
    city: Environment | None = None,
) -> Any:
    """Asserts that there is no mistake."""
    parsed = ask(kind, typed, settings, city)
    assert parsed.mistakes == ()
    return parsed.value


def mistakes_of(parsed: Parsed) -> list[tuple[str, str]]:
    """(key, box) of mistakes; asserts that nothing is stored."""
    assert parsed.value is None
    return [(mistake.key, mistake.part) for mistake in parsed.mistakes]


def shown(kind: str, value: Any, settings: Mapping[str, Any] | None = None, speech: Speech = JAPANESE) -> str:
    field_type = field_types()[kind]
    return field_type.show(value, field_type.Settings.model_validate(settings or {}), speech, "ask.it")
