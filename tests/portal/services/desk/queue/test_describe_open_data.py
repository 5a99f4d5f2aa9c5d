"""CSV and DCAT-AP of the public counts."""

import csv
from datetime import date
from io import StringIO

from portal.services.desk.queue.describe_open_data import as_csv, as_dcat
from portal.services.desk.queue.open_figures import REST, OpenFigures, Quarter
from portal.services.shared.installation import Installation

QUARTER = Quarter(2026, 2)
FIGURES = OpenFigures(
    QUARTER, (("p", "手続", (9, None, 0, 0, None)), (REST, "", (8, None, 0, 0, None))), (17, 12, 0, 0, 29), 3,
    ((0, 20), (3, None)),
)  # fmt: skip


def test_a_hidden_count_is_empty_and_marked_and_a_zero_is_a_zero() -> None:
    lines = list(csv.DictReader(StringIO(b"".join(as_csv(FIGURES)).decode("utf-8-sig"))))
    arrived = {(line["手続ID"], line["区分ID"]): (line["件数"], line["秘匿"]) for line in lines[:15]}
    assert arrived["p", "online"] == ("9", "0")
    assert arrived["p", "counter"] == arrived["others", "total"] == ("", "1")
    assert arrived["p", "post"] == ("0", "0")
    assert arrived["total", "total"] == ("29", "0")
    assert [(line["区分"], line["件数"]) for line in lines[15:]] == [("その日", "20"), ("1〜3日", "")]
    assert {(line["期間の始め"], line["期間の終わり"]) for line in lines} == {("2026-07-01", "2026-09-30")}


def test_the_description_has_what_dcat_ap_demands(installation: Installation) -> None:
    described = as_dcat(installation.city, (QUARTER, Quarter(2026, 1)), "https://city.example", 5)
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"} <= described.keys()
    assert described["dct:publisher"]["foaf:name"]["@value"] == installation.city.name
    (dataset,) = described["dcat:dataset"]
    assert {"dct:title", "dct:description", "dcat:contactPoint", "dcat:keyword", "dcat:theme"} <= dataset.keys()
    opened = installation.city.open_figures
    assert opened is not None
    assert [it["dcat:downloadURL"]["@id"] for it in dataset["dcat:distribution"]] == [
        "https://city.example/figures.csv?quarter=2026-2",
        "https://city.example/figures.csv?quarter=2026-1",
    ]
    assert {it["dct:license"]["@id"] for it in dataset["dcat:distribution"]} == {opened.licence}
    assert dataset["dct:temporal"][0]["dcat:startDate"] == {"@value": str(date(2026, 7, 1)), "@type": "xsd:date"}
    prefixes = {key.partition(":")[0] for key in (*described, *dataset) if not key.startswith("@")}
    assert prefixes <= described["@context"].keys()
