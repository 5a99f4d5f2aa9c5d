"""A family of four that has moved here (転入) and files all that can be filed on a phone as one bundle: what they say."""

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
