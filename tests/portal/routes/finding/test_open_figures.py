"""The public page of counts, and its open data."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.services.shared.installation import Installation
from portal.web.shared.write_ruby import readings_of, write_ruby
from tests.portal.routes.finding.test_drawings import page
from tests.portal.services.desk.queue.test_open_figures import plant_cases
from tests.portal.world import PROCEDURE


@pytest.fixture
def lived(installation: Installation) -> Installation:
    with installation.database.write() as unit:
        plant_cases(unit, {PROCEDURE: {"online": 40, "counter": 12, "post": 2}})
        unit.commit()
    return installation


@pytest.mark.parametrize(("language", "words"), [("ja", "申請の件数"), ("easy", "申請（しんせい）の 数（かず）")])
def test_the_page_shows_counts_and_hides_small_ones(lived: Installation, language: str, words: str) -> None:
    shown = page(lived, "/figures", language=language)
    assert write_ruby(f"<h1>{words}</h1>", readings_of([words])) in shown
    assert '<td class="number">40</td>' in shown
    assert '<td class="number">2</td>' not in shown
    assert "＊" in shown
    assert '<svg class="door-bars"' in shown
    assert 'rel="license"' in shown
    assert 'href="/figures"' in page(lived, "/help", language=language)


def test_the_sum_is_beside_the_procedure_for_a_phone_shows_two_columns(lived: Installation) -> None:
    table = page(lived, "/figures").partition('<table class="counts">')[2].partition("</table>")[0]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', table)
    assert heads[:3] == ["手続", "合計", "オンライン"]
    for row in re.findall(r'<th scope="row">.*?</tr>', table, re.DOTALL):
        numbers = [int(number) for number in re.findall(r">([0-9]+)<", row)]
        assert numbers == [] or numbers[0] == max(numbers)


def test_open_data_are_csv_and_a_description_that_names_it(lived: Installation) -> None:
    described = json.loads(page(lived, "/figures.jsonld"))
    (dataset,) = described["dcat:dataset"]
    (distribution,) = dataset["dcat:distribution"]
    address = distribution["dcat:downloadURL"]["@id"].removeprefix(lived.settings.base_url)
    lines = page(lived, address).splitlines()
    assert any(line.endswith('"online","オンライン","40","0"') for line in lines)
    assert not any(line.endswith('"2","0"') for line in lines)


def test_before_the_first_quarter_the_page_says_so(installation: Installation) -> None:
    opened = installation.city.open_figures
    assert opened is not None
    later = opened.model_copy(update={"from_": opened.from_.replace(year=2030)})
    young = replace(installation, city=installation.city.model_copy(update={"open_figures": later}))
    assert "まだ出していません" in page(young, "/figures")
    page(young, "/figures.csv", status=404)


def test_nothing_is_public_unless_the_city_says_so(lived: Installation) -> None:
    closed = replace(lived, city=lived.city.model_copy(update={"open_figures": None}))
    for address in ("/figures", "/figures.csv", "/figures.jsonld"):
        page(closed, address, status=404)
    assert 'href="/figures"' not in page(closed, "/help")


@pytest.mark.parametrize("quarter", ["2026-3", "2026-9", "x"])
def test_a_quarter_that_is_not_settled_is_not_to_be_had(lived: Installation, quarter: str) -> None:
    page(lived, f"/figures?quarter={quarter}", status=404)
    page(lived, f"/figures.csv?quarter={quarter}", status=404)


def test_a_search_that_finds_nothing_is_counted(installation: Installation) -> None:
    for address in ("/?q=ぺんぎん飼育", "/procedures?q=ぺんぎん飼育", "/procedures?q=児童手当", "/"):
        page(installation, address)
    with installation.database.read() as unit:
        assert unit.connection.execute(text("SELECT number, word FROM search_miss")).all() == [(2, "")]
