"""What shipped procedures cite is in force for them."""

from forms.definition.registry import field_types
from forms.loading import load_folder
from tests.house.tree import ROOT

PROCEDURES = load_folder(ROOT / "forms" / "procedures", fields=field_types())
# 住民基本台帳法31条の2 and 戸籍法127条: 行政手続法 Chapter 2 (5 to 11) is not for decisions under them. Decisions under an
# ordinance or a rule of the city: 行政手続法3条3項.
APART = ("住民基本台帳法", "戸籍法", "{city}")


def test_the_chapter_on_applications_is_cited_only_where_it_applies() -> None:
    cited = [
        procedure.source
        for procedure in PROCEDURES.values()
        if procedure.law.text.startswith(APART)
        for line in procedure.after
        if line.source.startswith("行政手続法")
    ]
    assert cited == []


def test_that_a_person_may_apply_again_rests_on_a_provision_or_is_the_citys_own_rule() -> None:
    sources = [
        (procedure.source, line.source)
        for procedure in PROCEDURES.values()
        for line in procedure.after
        if "もう一度申" in line.say
    ]
    bare = [cited for cited in sources if cited[1].endswith("定めがないことによる")]
    assert len(sources) >= 30
    assert bare == []
