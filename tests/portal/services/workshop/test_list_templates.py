"""Procedures to begin from."""

from dataclasses import replace
from pathlib import Path

import forms
from forms.definition.procedure import CERTAINTIES
from portal.services.shared.installation import Installation
from portal.services.workshop.list_templates import (
    NO_FAMILY,
    Template,
    Wanted,
    law_name,
    list_templates,
    list_titles,
)
from portal.store.procedures import definitions


def test_procedures_are_found_by_family_law_and_certainty(installation: Installation) -> None:
    every = list_templates(installation)

    def taken_by(wanted: Wanted) -> list[Template]:
        return [each for each in every if wanted.takes(each)]

    assert {each.id for each in every} == {each.id for each in installation.catalogue.all()}
    assert len(every) >= 60
    families = [*(family.id for family in installation.city.entrance.families), NO_FAMILY]
    assert [each for family in families for each in taken_by(Wanted(family))] == every
    dogs = taken_by(Wanted("dogs", "狂犬病予防法"))
    assert "inu-shibo" in [each.id for each in dogs]
    assert {(each.family_id, each.law) for each in dogs} == {("dogs", "狂犬病予防法")}
    assert taken_by(Wanted("taxes", "狂犬病予防法")) == []
    surest = taken_by(Wanted(sure=80))
    assert 0 < len(surest) < len(every)
    assert {each.id for each in surest} == {each.id for each in every if each.sure >= 80}


def test_certainty_is_that_of_the_text_in_force(installation: Installation) -> None:
    with installation.database.read() as unit:
        rows = {row.procedure: row.canonical for row in definitions.newest(unit)}
    for each in list_templates(installation):
        law, std, assumed = (rows[each.id].count(f'"certainty":"{word}"') for word in CERTAINTIES)
        assert each.sure == 100 * (law + std) // (law + std + assumed), each.id
    assert len({each.sure for each in list_templates(installation)}) > 20  # the catalogue's procedures have no text


def test_files_that_are_not_published_are_beginnings_too(installation: Installation, tmp_path: Path) -> None:
    shipped = Path(forms.__file__).with_name("procedures")
    text = (shipped / "inu-shibo.yaml").read_text(encoding="utf-8")
    own = text.replace("procedure: inu-shibo", "procedure: neko-shibo").replace(
        "title: 犬の死亡届", 'title: "{city}の猫の死亡届"'
    )
    (tmp_path / "neko-shibo.yaml").write_text(own, encoding="utf-8")
    (tmp_path / "neko-shibo.easy.yaml").write_text("title: ねこ\n", encoding="utf-8")
    (tmp_path / "broken.yaml").write_bytes(b"\xff")
    settings = installation.settings.model_copy(update={"procedures": tmp_path})
    every = {each.id: each for each in list_templates(replace(installation, settings=settings))}
    cat, dog = every["neko-shibo"], every["inu-shibo"]
    assert (cat.title, cat.law, cat.family) == (f"{installation.city.name}の猫の死亡届", dog.law, dog.family)
    assert (cat.in_force, cat.examples, cat.sure > 0) == (False, dog.examples, True)
    assert every.keys() >= {file.stem for file in shipped.glob("*.yaml") if "." not in file.stem}
    assert "broken" not in every
    assert (cat.title, cat.id) in list_titles(replace(installation, settings=settings))
    assert len(every) == len(list_titles(replace(installation, settings=settings)))


def test_a_law_is_named_without_its_articles() -> None:
    for text, name in {
        "狂犬病予防法 第4条第4項": "狂犬病予防法",
        "墓地、埋葬等に関する法律 第5条": "墓地、埋葬等に関する法律",
        "地方税法 附則第7条": "地方税法",
        "療育手帳制度要綱（昭和48年）": "療育手帳制度要綱",
        "見本市印鑑条例": "見本市印鑑条例",
    }.items():
        assert law_name(text) == name
