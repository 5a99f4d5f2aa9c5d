"""What shipped procedures cite is in force for them."""

from ruamel.yaml import YAML

from tests.house.tree import ROOT

PROCEDURES = {
    file.name: YAML(typ="safe").load(file)
    for file in sorted((ROOT / "forms" / "procedures").glob("*.yaml"))
    if not file.name.endswith(".easy.yaml")
}
# 住民基本台帳法31条の2 and 戸籍法127条: 行政手続法 Chapter 2 (5 to 11) is not for decisions under them. Decisions under an
# ordinance or a rule of the city: 行政手続法3条3項.
APART = ("住民基本台帳法", "戸籍法", "{city}")


def test_the_chapter_on_applications_is_cited_only_where_it_applies() -> None:
    cited = [
        name
        for name, procedure in PROCEDURES.items()
        if procedure["law"]["text"].startswith(APART)
        for line in procedure.get("after", ())
        if line.get("source", {}).get("text", "").startswith("行政手続法")
    ]
    assert cited == []


def test_that_a_person_may_apply_again_rests_on_a_provision_or_is_the_citys_own_rule() -> None:
    sources = [
        (name, line["source"])
        for name, procedure in PROCEDURES.items()
        for line in procedure.get("after", ())
        if "もう一度申" in line["say"]
    ]
    bare = [(name, source["text"]) for name, source in sources if source["text"].endswith("定めがないことによる")]
    assert len(sources) >= 30
    assert bare == []
