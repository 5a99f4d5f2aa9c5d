"""Retention of each procedure by office."""

from dataclasses import replace
from types import SimpleNamespace

from forms.city.retention import RetentionFile
from forms.definition.procedure import Procedure
from portal.services.procedures.describe_keeping import Keeping, describe_keeping
from portal.services.shared.installation import Installation
from portal.web.shared.words import words
from tests.forms.loading.small import small

DUTY = "care-qualification"
KEEP = "keep: {years: 5, from: 完結した年度の翌年度4月1日, then: delete, certainty: %s}\n"


def keepings(installation: Installation, *procedures: Procedure, language: str = "ja") -> list[Keeping]:
    catalogue = SimpleNamespace(all=lambda: procedures)
    return describe_keeping(replace(installation, catalogue=catalogue), language)  # type: ignore[arg-type]


def test_procedures_are_by_their_reading_and_only_what_the_city_did_not_confirm_is_assumed(
    installation: Installation,
) -> None:
    assumed = small(KEEP % "assumed", title="犬の登録", kana="イヌノトウロク", duty=DUTY)
    confirmed = small(KEEP % "law", title="青い札", kana="アオイフダ", duty=DUTY)
    rows = keepings(installation, assumed, confirmed)
    assert [(row.title, row.years, row.then, row.assumed) for row in rows] == [
        ("青い札", 5, "delete", False), ("犬の登録", 5, "delete", True),
    ]  # fmt: skip
    office = installation.city.office(DUTY, installation.clock.today())
    assert {(row.office, row.begins) for row in rows} == {(office.office, "完結した年度の翌年度4月1日")}


def test_a_procedure_without_a_period_of_keeping_says_none(installation: Installation) -> None:
    (row,) = keepings(installation, small(duty=DUTY))
    assert (row.years, row.begins, row.then, row.assumed) == (None, "", "", False)


def test_titles_are_in_the_language_of_the_reader(installation: Installation) -> None:
    procedure = installation.catalogue.current("kaigo-hihokenshasho-saikofu")
    (row,) = keepings(installation, procedure, language="easy")
    assert row.title == procedure.texts["easy"]["title"] != procedure.title


def test_a_period_of_the_citys_own_begins_when_the_city_says(installation: Installation) -> None:
    procedure = installation.catalogue.current("kaigo-hihokenshasho-saikofu")
    own = RetentionFile.model_validate(
        {"retention": [{"procedures": [procedure.id], "years": 1, "from": "完結した日の翌日"}]}
    )
    city = replace(installation, city=installation.city.model_copy(update={"retention": own}))
    (row,) = keepings(city, replace(procedure, keep=own.of[procedure.id]))
    assert (row.years, row.begins, row.own) == (1, "day", True)
    shown = {language: words(language)[f"keeping.begins.{row.begins}"] for language in ("ja", "en")}
    assert shown == {"ja": "完結した日の翌日", "en": "the day after it was finished"}
