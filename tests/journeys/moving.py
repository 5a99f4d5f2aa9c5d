"""A family of four that moves in (転入)."""

from collections.abc import Mapping
from typing import Any

ALLOWANCE, MEDICAL, SCHOOL, WATER = "jido-teate-nintei", "kodomo-iryohi", "tenko-todoke", "suido-kaishi"
ALL = (WATER, SCHOOL, MEDICAL, ALLOWANCE)

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
    return {f"{name}.{fact}": value for fact, value in facts.items()}


_CHILD = {"relation": "child", "living": "together", "cares": True, "support": "shared"}
ANSWERS: Mapping[str, dict[str, Any]] = {
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
        "children": [child | {"relation": "child", "other_aid": "none"} for child in (_HIKARI, _SORA)],
        "insurance_state": "soon", "insurer": {"code": "other", "tell": "見本健康保険組合"}, "holder": _NAME, "holder_relation": "father",
        "extra": "unsure", "account.to": {"way": "public"}, "consent_records": True, "consent_refund": True,
        "consent_true": True,
    },
    SCHOOL: {
        "move": "moved_in", "moves_on": "2026-11-14", "moved_registered": True, "new_address": _HOME,
        **_of("guardian", _SELF), "guardian.relation": "father",
        "pupils": [_SORA | {"grade": "e2", "foreign_national": False, "former": "japan", "school": "例示市立例示小学校",
                    "first_day": "2026-11-24", "wish": "assigned"}],
        "aid": False, "receive": "counter", "consent_school": True,
    },
    WATER: {
        "way": "new", "place": _HOME, "starts_on": "2026-11-27", "attends": False, "company": False, "user.name": _NAME,
        "user.kana": _KANA, "user.phone": _SELF["phone"], "same": True, "pays_by": "slip", "bill_elsewhere": False,
        "consent_true": True,
    },
}  # fmt: skip

# A family in the city's register; the mother types only what the register lacks.
MOTHER = "reiji-sakura"
GUIDED: Mapping[str, str] = {
    "direction": "moved_in", "moved_on.year": "2026", "moved_on.month": "11", "moved_on.day": "14", "child": "yes", "baby": "no", "age65": "no",
    "left_on.year": "2026", "left_on.month": "11", "left_on.day": "14", "card": "yes", "others": "pupil", "school": "changes", "insurance": "company",
    "pension": "other", "care": "none", "seal_wanted": "no", "water": "start", "dog": "no", "vehicles": "none", "home": "none",
}  # fmt: skip
_REIJI = {"postal": "0000012", "town": "見本県見本市港町", "street": "4丁目5番6号"}
_SAKURA: dict[str, Any] = {
    "name": {"family": "例示", "given": "さくら"}, "kana": {"family": "レイジ", "given": "サクラ"}, "birth": "1980-07-07",
    "phone": "09000000002",
}  # fmt: skip
_ICHIRO = {
    "name": {"family": "例示", "given": "一郎"}, "kana": {"family": "レイジ", "given": "イチロウ"}, "birth": "1978-02-03",
    "january": "elsewhere", "january_town": "例示県例示市",
}  # fmt: skip
_MINAMI = {
    "name": {"family": "例示", "given": "みなみ"}, "kana": {"family": "レイジ", "given": "ミナミ"}, "birth": "2009-08-02",
    "sex": "female",
}  # fmt: skip
_KAITO = {
    "name": {"family": "例示", "given": "海斗"}, "kana": {"family": "レイジ", "given": "カイト"}, "birth": "2016-01-20",
    "sex": "male",
}  # fmt: skip
FILES: Mapping[str, dict[str, Any]] = {
    ALLOWANCE: ANSWERS[ALLOWANCE] | {
        **_of("claimant", _SAKURA), "claimant.sex": "female", "claimant.address": _REIJI, **_of("spouse", _ICHIRO),
        "children": [_MINAMI | _CHILD, _KAITO | _CHILD],
    },
    MEDICAL: ANSWERS[MEDICAL] | {
        **_of("claimant", _SAKURA), "claimant.address": _REIJI, **_of("spouse", _ICHIRO),
        "children": [child | {"relation": "child", "other_aid": "none"} for child in (_MINAMI, _KAITO)],
        "holder": _SAKURA["name"], "holder_relation": "mother",
    },
    SCHOOL: ANSWERS[SCHOOL] | {
        "new_address": _REIJI, **_of("guardian", _SAKURA), "guardian.relation": "mother",
        "pupils": [ANSWERS[SCHOOL]["pupils"][0] | _KAITO | {"grade": "e5"}],
    },
    WATER: ANSWERS[WATER] | {
        "place": _REIJI, "user.name": _SAKURA["name"], "user.kana": _SAKURA["kana"], "user.phone": _SAKURA["phone"],
    },
}  # fmt: skip
