"""Answers of the people of the stories by page and box."""

from collections.abc import Mapping

from tests.journeys.visitor import Boxes

PROCEDURE = "kaigo-hihokenshasho-saikofu"
TITLE = "介護保険 被保険者証などの再交付申請"

Answers = Mapping[str, Boxes]

# 髙見本 太郎 lost his insurance card. His name, birthday and address come from the card that he signs in with.
TARO: Answers = {
    "filer_kind": {"filer_kind": "self"},
    "insured_person": {"kana.family": "たかみほん", "kana.given": "ﾀﾛｳ"},
    "cards": {"cards": ["insured", "copay"]},
    "reason": {"reason": "lost"},
    "lost_how": {"lost_how": "other", "lost_how.tell": "先週、病院の帰りに"},
    "delivery": {"delivery": "address"},
    "phone": {"phone": "０００ー００００ー０００１"},
    "consent_true": {"consent_true": "yes"},
}
TARO_NAME = "髙見本\u3000太郎"

# 𠮷野 葛󠄀子: U+20BB7, and U+845B with the variation selector U+E0100.
KATSUKO: Answers = {**TARO, "insured_person": {"kana.family": "よしの", "kana.given": "かつこ"}}
KATSUKO_NAME = "𠮷野\u3000葛󠄀子"

# One name in Latin letters as on the residence card; 52 years old, so health insurance is asked for.
ANA: Answers = {
    **TARO,
    "insured_person": {"kana.full": "ミホン シルバ アナ"},
    "health_kind": {"health_kind": "employees"},
    "health_numbers": {
        "health_insurer": "見本健康保険組合",
        "health_insurer_no": "06990014",
        "health_symbol": "12",
        "health_number": "345",
    },
}
ANA_NAME = "MIHON SILVA ANA"

# For a household member under 65: nearly all questions.
HOUSEHOLD: Answers = {
    **ANA,
    "filer_kind": {"filer_kind": "household"},
    "relation": {"relation": "spouse"},
    "filer_person": {"filer_kana.full": "ミホン シルバ アナ"},
    "insured_person": {"name.full": "MIHON SILVA JOSE", "kana.full": "ミホン シルバ ジョゼ"},
    "insured_birth": {
        "birth.era": "western",
        "birth.year": "1970",
        "birth.month": "5",
        "birth.day": "6",
        "sex": "male",
    },
}

# For 髙見本 太郎, by his granddaughter in the same household.
FOR_TARO: Answers = {
    **TARO,
    "filer_kind": {"filer_kind": "household"},
    "relation": {"relation": "grandchild"},
    "filer_person": {"filer_kana.family": "タカミホン", "filer_kana.given": "ハナコ"},
    "insured_person": {
        "name.family": "髙見本", "name.given": "太郎", "kana.family": "タカミホン", "kana.given": "タロウ",
    },
    "insured_birth": {
        "birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3", "sex": "male",
    },
}  # fmt: skip
