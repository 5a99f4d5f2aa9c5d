"""Easy Japanese of what is shipped: complete, with glosses, and with the same limits and the same household as the original."""

import re
from collections.abc import Mapping
from functools import cache

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.loading.guides import SHIPPED as GUIDES
from forms.loading.guides import load_guides
from forms.loading.library import SHIPPED

PROCEDURES = SHIPPED / "procedures"
NAMES = sorted(path.stem for path in PROCEDURES.glob("*.yaml") if "." not in path.stem)

# 「より大きい」 is not 以上, 「いっしょに住む家族」 may be 世帯分離.
EXACT = ("以上", "未満", "以下", "同じ世帯")
_READING = re.compile(r"（[ぁ-んー 　]+）|[ 　]")

pytestmark = pytest.mark.uncounted


@cache
def procedures() -> Mapping[str, Procedure]:
    return load_folder(PROCEDURES, fields=field_types())


@cache
def shipped() -> tuple[Procedure, ...]:
    guides = load_guides(GUIDES, fields=field_types()).values()
    return *procedures().values(), *(guide.questions for guide in guides)


@pytest.mark.parametrize("name", NAMES)
def test_each_procedure_is_in_easy_japanese_and_explains_its_hard_words(name: str) -> None:
    procedure = procedures()[name]
    easy = procedure.texts.get("easy", {})
    assert [path for path in procedure.spoken if path not in easy] == []
    assert any("〈" in sentence for sentence in easy.values())


@pytest.mark.parametrize("word", EXACT)
def test_easy_japanese_keeps_limits_and_the_household(word: str) -> None:
    lost = [
        (procedure.id, path)
        for procedure in shipped()
        for path, sentence in procedure.texts["ja"].items()
        if word in sentence and word not in _READING.sub("", procedure.texts["easy"][path])
    ]
    assert lost == []
