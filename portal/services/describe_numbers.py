"""Which 個人番号 a case has and may have, without any digit of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.fields.my_number import MASK, is_reference
from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_numbers import numbers_in
from portal.services.row_names import row_title
from portal.store import delegations, my_numbers, staff_members
from portal.store.attachments import Holder
from portal.store.my_numbers import NumberRow

# What a number may be looked at for. Each has its note beside it.
PURPOSES = {
    "check": "本人の番号か確かめる（番号確認）",
    "enter": "業務システムに入れる",
    "inquire": "情報連携で照会する",
    "answer": "本人からの問い合わせに答える",
}
# 番号法16条: what is confirmed when a number is taken in; from a proxy three things (施行令12条2項).
OWN_CHECKS = {"number": "本人の番号を確かめた（番号確認）", "identity": "来た人が本人であることを確かめた（身元確認）"}
PROXY_CHECKS = {
    "mandate": "代理権を確かめた（委任状、戸籍謄本など）",
    "agent": "代理人の身元を確かめた",
    "number": "本人の番号を確かめた（本人のカードの写しなど）",
}


@dataclass(frozen=True)
class NumberPlace:
    """One person's number: `place` names it in addresses. `row` None: nobody gave it yet. `filled`: by staff."""

    place: str
    label: str
    row: NumberRow | None
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
    """Who looked at which number, what for."""

    at: datetime
    name: str
    label: str
    purpose: str
    note: str


def numbers_of(installation: Installation, unit: Unit, case: Case) -> tuple[NumberPlace, ...]:
    """Those that the applicant gave, and the people of whom staff may fill one in. () where the procedure uses none."""
    if number_how(case) == "none" or installation.number_keys is None:
        return ()
    rows = {row.id: row for row in my_numbers.of(unit, Holder(application_id=case.row.id))}
    given = [
        (key, rows[value])
        for key, value in numbers_in(case.procedure, case.answers).items()
        if is_reference(value) and value in rows
    ]
    people = dict(_people(installation, case))
    found = [NumberPlace(key, _whose(people, key), row, from_micro(row.made_at)) for key, row in given]
    filled = {row.whose: row for row in rows.values() if row.whose is not None}
    for person, label in people.items():
        if not any(key.startswith(f"{person}.") for key, _ in given):
            found.append(_filled(unit, person, label, filled.get(person)))
    return tuple(found)


def _whose(people: Mapping[str, str], key: str) -> str:
    """The person of the innermost name in the key; the key itself where the definition names nobody."""
    around = [person for person in people if key.startswith(f"{person}.")]
    return people[max(around, key=len)] if around else key


def _filled(unit: Unit, person: str, label: str, row: NumberRow | None) -> NumberPlace:
    if row is None:
        return NumberPlace(person, label, None)
    member = staff_members.by_login(unit, row.made_by)
    return NumberPlace(person, label, row, from_micro(row.made_at), member.name if member else row.made_by)


def number_how(case: Case) -> str:
    """none, ask or fill_inside, as it stood on the day of arrival."""
    said = case.procedure.my_number
    if said is None:
        return "none"
    settings: Mapping[str, Any] = case.evidence.get("settings", {})
    how = said.how
    return str(settings.get(how.removeprefix("city."), "none")) if how.startswith("city.") else how


def checks_of(unit: Unit, case: Case) -> Mapping[str, str]:
    """What has to be confirmed before a number of this case is taken in."""
    return PROXY_CHECKS if delegations.of_application(unit, case.row.id) is not None else OWN_CHECKS


def looks_of(installation: Installation, unit: Unit, case: Case) -> list[Look]:
    named = {one.place: one.label for one in numbers_of(installation, unit, case)}
    found = []
    for row in my_numbers.looks(unit, case.row.id):
        member = staff_members.by_login(unit, row.seen_by)
        note = str(case.sealer.open(f"look:{row.seen_at}", row.sealed_note))
        name = member.name if member else row.seen_by
        found.append(Look(from_micro(row.seen_at), name, named.get(row.place, row.place), PURPOSES[row.purpose], note))
    return found


def _people(installation: Installation, case: Case) -> Iterator[tuple[str, str]]:
    """Whose numbers the definition names, as far as this case asks about them: (key, in words)."""
    path, speech = case.path, installation.speech(case.procedure, "ja")
    named = case.procedure.my_number.of if case.procedure.my_number else ()
    for one in named:
        if any(repeat.id == one for repeat in case.procedure.repeats):
            rows = {page.row.key: page.row for page in path.pages if page.row is not None and page.row.repeat.id == one}
            yield from ((key, row_title(case.procedure, path, row, speech)) for key, row in rows.items())
        else:
            asked = next((page for page in path.pages if any(f.id.startswith(f"{one}.") for f in page.fields)), None)
            if asked is not None:
                yield one, speech.text(f"{asked.step.path}.title", asked.step.title)
