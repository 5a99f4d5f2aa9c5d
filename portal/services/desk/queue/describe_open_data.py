"""The counts as CSV and DCAT-AP 3.0 (https://semiceu.github.io/DCAT-AP/) as JSON-LD."""

from collections.abc import Iterator, Sequence
from typing import Any

from forms.city.city import City
from portal.services.cases.keep_book import csv_line
from portal.services.desk.queue.day_groups import GROUP_WORDS
from portal.services.desk.queue.open_figures import OpenFigures, Quarter
from portal.services.shared.official_words import DOORS

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_HEAD = ("表", "期間の始め", "期間の終わり", "手続ID", "手続", "区分ID", "区分", "件数", "秘匿")
_SUM = "total"


def as_csv(figures: OpenFigures) -> Iterator[bytes]:
    """One count per line; a hidden one is empty and has 1 under 秘匿."""
    yield "\ufeff".encode() + csv_line(_HEAD)
    span = figures.quarter.first.isoformat(), figures.quarter.last.isoformat()
    doors = (*DOORS.items(), (_SUM, "合計"))
    lines = [
        (procedure or "others", title or "そのほかの手続", counts) for procedure, title, counts in figures.procedures
    ]
    for procedure, title, counts in [*lines, *([(_SUM, "合計", figures.sums)] if figures.sums else [])]:
        for (door, words), number in zip(doors, counts, strict=True):
            yield csv_line(("届いた申請", *span, procedure, title, door, words, *_cell(number)))
    for bound, number in figures.days:
        yield csv_line(("決まるまでの日数", *span, "", "", f"days-{bound}", GROUP_WORDS[bound], *_cell(number)))


def _cell(number: int | None) -> tuple[str, str]:
    return ("", "1") if number is None else (str(number), "0")


def as_dcat(city: City, quarters: Sequence[Quarter], base: str, least: int) -> dict[str, Any]:
    """`base`: public address without a slash."""
    licence = city.open_figures.licence if city.open_figures is not None else ""
    publisher = {"@id": f"{base}/#publisher", "@type": "foaf:Agent", "foaf:name": _ja(city.name)}
    dataset = {
        "@id": f"{base}/figures#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _ja(f"{city.name} オンライン・窓口などで届いた申請の件数"),
        "dct:description": _ja(
            f"手続と受付経路ごとの四半期の件数と、決まるまでの日数。{least}件未満の数と、それを計算できる数は出していない。"
        ),
        "dct:identifier": f"{base}/figures#dataset",
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:language": {"@id": f"{_EU}/language/JPN"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/QUARTERLY"},
        "dcat:theme": {"@id": f"{_EU}/data-theme/GOVE"},
        "dcat:keyword": [_ja(word) for word in ("申請", "行政手続", "オンライン申請")],
        "dcat:landingPage": {"@id": f"{base}/figures"},
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": city.name,
            "vcard:hasTelephone": {"@id": f"tel:{city.telephone}"},
        },
        "dct:temporal": [
            {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(quarter.first), "dcat:endDate": _day(quarter.last)}
            for quarter in quarters
        ],
        "dcat:distribution": [_distribution(quarter, base, licence) for quarter in quarters],
    }  # fmt: skip
    return {
        "@context": _CONTEXT,
        "@id": f"{base}/figures.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _ja(f"{city.name} {city.service} オープンデータ"),
        "dct:description": _ja("申請の件数"),
        "dct:publisher": publisher,
        "dcat:dataset": [dataset],
    }


def _distribution(quarter: Quarter, base: str, licence: str) -> dict[str, Any]:
    address = {"@id": f"{base}/figures.csv?quarter={quarter.id}"}
    return {
        "@id": f"{base}/figures#{quarter.id}",
        "@type": "dcat:Distribution",
        "dct:title": _ja(f"{quarter.year}年度 第{quarter.number}四半期"),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dct:format": {"@id": f"{_EU}/file-type/CSV"},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
        "dct:license": {"@id": licence},
    }


def _ja(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "ja"}


def _day(day: object) -> dict[str, str]:
    return {"@value": str(day), "@type": "xsd:date"}
