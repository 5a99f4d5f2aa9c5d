"""The 確認票 states body, period, order and defendant of each 教示 with its source and certainty."""

from datetime import date

from forms.definition.registry import field_types
from forms.loading import load_folder
from portal.config import TREE
from portal.services.procedures.describe_appeal import describe_appeal
from portal.services.procedures.sheet_line import SheetLine
from tests.definitions.shelf import shelf
from tests.portal.services.paper.paper import CITY

SHIPPED = load_folder(TREE / "forms" / "procedures", fields=field_types())


def lines(name: str) -> dict[str, SheetLine]:
    procedure = shelf().get(name) or SHIPPED[name]
    return {
        line.what: line for line in describe_appeal(procedure, CITY, CITY.office(procedure.duty, date(2026, 11, 20)))
    }


def test_each_statement_has_its_own_source_and_certainty() -> None:
    of = lines("yokaigo-nintei")
    body, first, court = of["教示：審査請求をする先"], of["教示：裁決が先（前置）"], of["教示：訴えの被告"]
    assert (body.says, body.source, body.certainty) == (
        "見本県介護保険審査会",
        "介護保険法 第183条第1項・第192条",
        "law",
    )
    assert (first.source, first.certainty) == ("介護保険法 第196条、行政事件訴訟法 第8条第2項", "law")
    assert "見本市（代表する者：見本市長）" in court.says
    assert of["教示：審査請求の期間"].source == "介護保険法 第192条、行政不服審査法 第18条第2項"
    assert lines("jido-teate-nintei")["教示：審査請求の期間"].source == "行政不服審査法 第18条第1項・第2項"
    assert of["教示：訴えの期間"].says.startswith("裁決を知った日の翌日から6か月以内")
    assert all(line.row for line in of.values())


def test_what_is_assumed_waits_for_a_signature_line_by_line() -> None:
    assumed = {what for what, line in lines("risai-shomei").items() if line.assumed}
    assert assumed == {"教示：審査請求をする先"}


def test_cases_and_what_is_forwarded_have_lines_with_their_conditions() -> None:
    of = lines("appeal-cases")
    assert of["教示 例外1をするとき"].formula == "kind_of == card"
    assert of["教示 例外3"].says == "しない：相談の記録は決定でないため"
    assert "結果が認められたのとき" in of["教示 例外3をするとき"].says
    assert of["進達"].says == "「どれですか」が「県が決めるもの」のとき、見本県知事に進達する。"
    assert "結果のお知らせ" in of["進達したものの通知"].says
    assert set(lines("tokubetsu-jido-fuyo-teate")) == {"進達", "進達したものの通知"}
