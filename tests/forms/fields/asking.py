"""One question asked in a test: what is typed goes in, what is stored or said comes out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from forms.calendar import ClosedDays
from forms.environment import Branch, Environment, Facility, Slot, Town, no_towns
from forms.field import FieldSettings, Parsed
from forms.fields.file import SAMPLES
from forms.messages import sentences
from forms.registry import field_types
from forms.speech import Speech

JAPANESE = Speech("ja", sentences("ja"), {})
EASY = Speech("easy", sentences("easy"), {})
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
    """The branches above, by exact code or name."""
    return tuple(
        row for row in BRANCHES if bank in (row.bank, row.bank_name) and branch in ("", row.branch, row.branch_name)
    )


def facilities(kind: str) -> tuple[Facility, ...]:
    """Six of any kind but `unknown`."""
    numbers = () if kind == "unknown" else range(1, 7)
    return tuple(Facility(f"{kind}-{number}", f"見本{number}園", f"ミホン{number}エン", kind) for number in numbers)


def slots(resource: str) -> tuple[Slot, ...]:
    """Four mornings, told from the last to the first; the last one is full."""
    return tuple(
        Slot(f"{resource}-{day}", resource, f"2026-12-0{day}T09:30", f"2026-12-0{day}T10:00", "保健センター", 4 - day)
        for day in (4, 3, 2, 1)
    )


def environment(door: str = "online", towns: Callable[[str], tuple[Town, ...]] = no_towns) -> Environment:
    return Environment(
        date(2026, 11, 20), ClosedDays(), towns, door, files=FILES.get, banks=banks, facilities=facilities, slots=slots
    )


def ask(
    kind: str, typed: str | Mapping[str, str], settings: Mapping[str, Any] | None = None, at: Environment | None = None
) -> Parsed:
    """`typed` is the text of the one box, or of each box by name."""
    boxes = {"": typed} if isinstance(typed, str) else typed
    field_type = field_types()[kind]
    raw = {name: (text,) for name, text in boxes.items()}
    return field_type.parse(raw, field_type.Settings.model_validate(settings or {}), at or environment())


def kept(
    kind: str, typed: str | Mapping[str, str], settings: Mapping[str, Any] | None = None, at: Environment | None = None
) -> Any:
    """What is stored of what is typed; there is no mistake beside it."""
    parsed = ask(kind, typed, settings, at)
    assert parsed.mistakes == ()
    return parsed.value


def said(parsed: Parsed) -> list[tuple[str, str]]:
    """(key, box) of every mistake; nothing may be stored beside one."""
    assert parsed.value is None
    return [(mistake.key, mistake.part) for mistake in parsed.mistakes]


def shown(kind: str, value: Any, settings: Mapping[str, Any] | None = None, speech: Speech = JAPANESE) -> str:
    field_type = field_types()[kind]
    return field_type.show(value, field_type.Settings.model_validate(settings or {}), speech, "ask.it")
