"""The plan of docs/scale.md, from its measures and assumptions."""

import re

from portal.config import TREE
from tests.bench.scale import COUNTRY, INSTALLATIONS, PREFECTURE, plan


def test_a_city_alone_is_reckoned_by_hand() -> None:
    city = plan({"その他の市": 1}, 1)
    assert (city.people, city.arrivals, city.connections) == (75_000, 75_000, 6)
    assert round(city.submissions * 3600) == 375
    assert round(city.memory, 3) == 3 * 0.197
    assert round(city.tables, 2) == 0.48


def test_the_page_says_what_is_computed() -> None:
    page = (TREE / "docs" / "scale.md").read_text(encoding="utf-8")
    table = page.partition("| 計算 | 県の60 | 全国の1,741 |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    assert rows == list(zip(plan(PREFECTURE, 1).cells, plan(COUNTRY, INSTALLATIONS).cells, strict=True))


def test_the_country_is_whole() -> None:
    assert (sum(COUNTRY.values()), sum(PREFECTURE.values())) == (1741, 60)
