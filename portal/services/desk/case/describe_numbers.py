"""個人番号, without digits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.fields.my_number import MASK, is_reference
from integrations.sockets.interfaces import KeyStore
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.files.keep_numbers import numbers_in
from portal.services.procedures.row_names import row_title
from portal.services.shared.catalogue import speech_of
from portal.services.shared.rights import Member
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.files.my_numbers import NumberRow
from portal.store.signing import delegations
from portal.store.staff import staff_members

# Purposes for which a number may be viewed. Each requires a note.
PURPOSES = {
    "check": "本人の番号か確かめる（番号確認）",
    "enter": "業務システムに入れる",
    "inquire": "情報連携で照会する",
    "answer": "本人からの問い合わせに答える",
}
# 番号法16条: confirmations when a number is received; three for a proxy (施行令12条2項).
OWN_CHECKS = {"number": "本人の番号を確かめた（番号確認）", "identity": "来た人が本人であることを確かめた（身元確認）"}
PROXY_CHECKS = {
    "mandate": "代理権を確かめた（委任状、戸籍謄本など）",
    "agent": "代理人の身元を確かめた",
    "number": "本人の番号を確かめた（本人のカードの写しなど）",
}


@dataclass(frozen=True)
class NumberPlace:
    place: str
    label: str
    row: NumberRow | None  # None until it is given; `filled` means by staff
    made_at: datetime | None = None
    made_by: str = ""

    @property
    def held(self) -> bool:
        return self.row is not None

    @property
    def filled(self) -> bool:
        return self.row is not None and self.row.whose is not None

    @property
    def shown(self) -> str:
        return MASK if self.held else "まだありません"


@dataclass(frozen=True)
class Look:
    at: datetime
    name: str
    label: str
    purpose: str
    note: str


def numbers_of(number_keys: KeyStore | None, unit: Unit, case: Case) -> tuple[NumberPlace, ...]:
    """Includes numbers that staff may fill in."""
    if number_how(case) == "none" or number_keys is None:
        return ()
    rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=case.row.id))}
    given = [
        (key, rows[value])
        for key, value in numbers_in(case.procedure, case.answers).items()
        if is_reference(value) and value in rows
    ]
    people = dict(_people(case))
    places = [NumberPlace(key, _whose(people, key), row, from_micro(row.made_at)) for key, row in given]
    filled = {row.whose: row for row in rows.values() if row.whose is not None}
    for person, label in people.items():
        if not any(key.startswith(f"{person}.") for key, _ in given):
            places.append(_filled(unit, person, label, filled.get(person)))
    return tuple(places)


def _whose(people: Mapping[str, str], key: str) -> str:
    prefixes = [person for person in people if key.startswith(f"{person}.")]
    return people[max(prefixes, key=len)] if prefixes else key


def _filled(unit: Unit, person: str, label: str, row: NumberRow | None) -> NumberPlace:
    if row is None:
        return NumberPlace(person, label, None)
    member = staff_members.by_login(unit, row.made_by)
    return NumberPlace(person, label, row, from_micro(row.made_at), member.name if member else row.made_by)


def number_how(case: Case) -> str:
    """Returns none, ask or fill_inside, as of arrival."""
    setting = case.procedure.my_number
    if setting is None:
        return "none"
    settings: Mapping[str, Any] = case.evidence.get("settings", {})
    how = setting.how
    return str(settings.get(how.removeprefix("city."), "none")) if how.startswith("city.") else how


def checks_of(unit: Unit, case: Case) -> Mapping[str, str]:
    return PROXY_CHECKS if delegations.of_application(unit, case.row.id) is not None else OWN_CHECKS


def looks_of(number_keys: KeyStore | None, unit: Unit, case: Case) -> list[Look]:
    named = {numbered.place: numbered.label for numbered in numbers_of(number_keys, unit, case)}
    looks = []
    for row in my_numbers.looks(unit, case.row.id):
        member = staff_members.by_login(unit, row.seen_by)
        note = str(case.sealer.open(f"look:{row.seen_at}", row.sealed_note))
        name = member.name if member else row.seen_by
        looks.append(Look(from_micro(row.seen_at), name, named.get(row.place, row.place), PURPOSES[row.purpose], note))
    return looks


def _people(case: Case) -> Iterator[tuple[str, str]]:
    # Yields (key, label).
    path, speech = case.path, speech_of(case.procedure, "ja")
    named = case.procedure.my_number.of if case.procedure.my_number else ()
    for person in named:
        if any(repeat.id == person for repeat in case.procedure.repeats):
            rows = {
                page.row.key: page.row for page in path.pages if page.row is not None and page.row.repeat.id == person
            }
            yield from ((key, row_title(case.procedure, path, row, speech)) for key, row in rows.items())
        else:
            asked = next((page for page in path.pages if any(f.id.startswith(f"{person}.") for f in page.fields)), None)
            if asked is not None:
                yield person, speech.text(f"{asked.step.path}.title", asked.step.title)


def numbers_panel(number_keys: KeyStore | None, unit: Unit, member: Member, case: Case) -> dict[str, Any]:
    looks, uses_numbers = looks_of(number_keys, unit, case), member.may("use number", case.row.duty)
    return {
        "numbers": numbers_of(number_keys, unit, case),
        "looks": looks if uses_numbers else (),
        "uses_numbers": uses_numbers,
        "proxy_checks": PROXY_CHECKS.values(),
    }
