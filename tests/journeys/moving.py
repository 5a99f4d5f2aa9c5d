"""A family of four that has moved here (転入) and files all that can be filed on a phone as one bundle: what they say, and what it
takes to say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.field import Value
from forms.procedure import Field, Procedure, full_name
from forms.scenario_answers import Given, read_answers
from portal.services.catalogue import Catalogue
from tests.definitions.filing import boxes_of
from tests.journeys.visitor import Visitor, forms

ALLOWANCE, MEDICAL, SCHOOL, WATER = "jido-teate-nintei", "kodomo-iryohi", "tenko-todoke", "suido-kaishi"
ALL = (WATER, SCHOOL, MEDICAL, ALLOWANCE)
MOST_SCREENS = 90

_NAME = {"family": "見本", "given": "太郎"}
_KANA = {"family": "ミホン", "given": "タロウ"}
_HOME = {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"}
_SELF = {"name": _NAME, "kana": _KANA, "birth": "1994-04-12", "phone": "09000000001"}
_SPOUSE = {
    "name": {"family": "見本", "given": "花子"}, "kana": {"family": "ミホン", "given": "ハナコ"}, "birth": "1995-09-30",
    "january": "elsewhere", "january_town": "例示県例示市",
}  # fmt: skip
_SORA = {
    "name": {"family": "見本", "given": "そら"}, "kana": {"family": "ミホン", "given": "ソラ"}, "birth": "2019-05-05",
    "sex": "male",
}  # fmt: skip
_HIKARI = {
    "name": {"family": "見本", "given": "ひかり"}, "kana": {"family": "ミホン", "given": "ヒカリ"}, "birth": "2025-10-28",
    "sex": "female",
}  # fmt: skip


def _of(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{name}.{one}": value for one, value in facts.items()}


_CHILD = {"relation": "child", "living": "together", "cares": True, "support": "shared"}
SAID: Mapping[str, Mapping[str, Any]] = {
    ALLOWANCE: {
        "public_servant": False, "receiving": False, "capacity": "parent", "has_spouse": True, "older_count": 0,
        "reason": "moved_in", "event_date": "2026-11-14", **_of("claimant", _SELF), "claimant.sex": "male",
        "claimant.address": _HOME, "claimant.january": "elsewhere", "claimant.january_town": "例示県例示市",
        "claimant.work": "company", "claimant.pension": "employees", "claimant.employer": "サンプル製作所",
        "claimant.employer_phone": "0300000001", **_of("spouse", _SPOUSE), "spouse.work": "none",
        "spouse.lives": "together", "children": [_HIKARI | _CHILD, _SORA | _CHILD], "account.to": {"way": "public"},
        "consent_records": True, "consent_true": True,
    },
    MEDICAL: {
        "welfare": False, "reason": "moved_in", "happened_on": "2026-11-14", **_of("claimant", _SELF),
        "claimant.address": _HOME, "claimant.january": "elsewhere", "claimant.january_town": "例示県例示市",
        "has_spouse": True, **_of("spouse", _SPOUSE),
        "children": [one | {"relation": "child", "other_aid": "none"} for one in (_HIKARI, _SORA)],
        "insurance_state": "soon", "insurer": "見本健康保険組合", "holder": _NAME, "holder_relation": "父",
        "extra": "unsure", "account.to": {"way": "public"}, "consent_records": True, "consent_refund": True,
        "consent_true": True,
    },
    SCHOOL: {
        "move": "moved_in", "moves_on": "2026-11-14", "moved_registered": True, "new_address": _HOME,
        **_of("guardian", _SELF), "guardian.relation": "father",
        "pupils": [_SORA | {"grade": "e2", "foreign_national": False, "former": "japan", "school_town": "例示県例示市",
                    "school": "例示市立例示小学校", "last_day": "2026-11-13", "first_day": "2026-11-24", "wish": "assigned"}],
        "aid": False, "receive": "counter", "consent_school": True,
    },
    WATER: {
        "place": _HOME, "starts_on": "2026-11-27", "attends": False, "company": False, "user_name": _NAME,
        "user_kana": _KANA, "phone": _SELF["phone"], "same": True, "pays_by": "slip", "bill_elsewhere": False,
        "consent_true": True,
    },
}  # fmt: skip


@dataclass
class FamilyMoving:
    """`screens` in the order in which they were seen; `typed` counts signs that were written into boxes and did not stand there;
    `asked`: what was asked on each screen, by the procedure and the question."""

    visitor: Visitor
    catalogue: Catalogue
    screens: list[str] = field(default_factory=list)
    typed: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.given: dict[str, Given] = {one: read_answers(self.catalogue.current(one), SAID[one]) for one in SAID}

    def until_check(self) -> str:
        """From the page of the bundle to that on which all of it is checked; its text."""
        for _ in range(MOST_SCREENS):
            assert self.visitor.seen.status_code == 200, self.visitor.text
            if self.visitor.path.endswith("/check"):
                return self.visitor.text
            procedure, page = self.here()
            self.screens.append(f"{procedure.id} {page}")
            if full_name(page) in {one.id for one in procedure.repeats}:
                self.list_page(procedure, page)
            else:
                self.answer(procedure)
        raise AssertionError(f"going in circles: {self.screens}")

    def here(self) -> tuple[Procedure, str]:
        _, _, procedure, _, page = self.visitor.path.split("/")
        return self.catalogue.current(procedure), page

    def list_page(self, procedure: Procedure, page: str) -> None:
        """Takes of the offered those who are meant, adds the others."""
        rows = self.given[procedure.id].answers.get(page, ())
        if 'name="offer"' in self.visitor.text:
            offered = re.findall(r'name="offer" value="(\d+)"[^>]*><span>([^<]*)</span>', self.visitor.text)
            names = [one["name"]["given"] for one in SAID[procedure.id][page]]
            meant = [position for position, words in offered if any(name in words for name in names)]
            self.visitor.press("次へ進む", {"offer": meant})
        elif self.visitor.text.count('rows-line"') < len(rows):
            self.visitor.press("add")
        else:
            self.visitor.press("次へ進む")

    def answer(self, procedure: Procedure) -> None:
        stood = {pair for form in forms(self.visitor.text) for pair in form.values}
        written = set(re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', self.visitor.text))
        boxes: dict[str, list[str]] = {}
        for name in dict.fromkeys(re.findall(r'data-field="([^"]+)"', self.visitor.text)):
            one = procedure.field(name)
            self.asked.append((procedure.id, name))
            boxes |= boxes_of(one, self.raw(procedure, one))
        new = [said[0] for box, said in boxes.items() if box in written and said and (box, said[0]) not in stood]
        self.typed += sum(map(len, new))
        self.visitor.press("次へ進む", boxes)

    def raw(self, procedure: Procedure, one: Field) -> Any:
        value: Value = self.given[procedure.id].get(one)
        return {} if value is None else one.type.typed(value, one.settings)


def start_all(visitor: Visitor, procedures: tuple[str, ...] = ALL) -> None:
    """From the choice of procedures to the first question."""
    visitor.go("/bundles/choose?" + "&".join(f"with={one}" for one in procedures))
    visitor.press("まとめて始める")
    assert visitor.path.startswith("/bundles/"), visitor.text
    found = re.search(r'class="button" href="([^"]+)"', visitor.text)
    assert found, visitor.text
    visitor.go(found[1])
