"""The reading of a name (ふりがな), stored as full-width katakana."""

import random
from collections.abc import Mapping
from typing import ClassVar

from forms.definition.field import FieldSettings, Raw
from forms.fields.person_name import PersonName
from forms.mistakes import Mistake
from forms.text.japanese import is_katakana, katakana


class Kana(PersonName):
    id = "kana"
    control = "kana"
    repeated = True
    tokens: ClassVar[Mapping[str, str]] = {}
    samples: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("たかはし", "よしの"),
        ("ｻｷﾐ", "ｱｵｲ"),
        ("カツラギ", "キョウコ"),
        ("ヴァン・デル・ベルク", "アンー"),
        ("ミホン シルバ アナ",),
    )

    def wrong(self, name: str, text: str) -> tuple[Mistake, ...]:
        flawed = super().wrong(name, text)
        return flawed if flawed or is_katakana(katakana(text)) else (Mistake("kana.not_kana", name),)

    def stored(self, text: str) -> str:
        return katakana(text)

    def bad(self, settings: FieldSettings, source: random.Random) -> tuple[Raw, str]:
        unreadable: tuple[Raw, str] = ({"family": ("髙橋",), "given": ("よしの",)}, "kana.not_kana")
        return source.choice((unreadable, super().bad(settings, source)))
