"""The 確認票: everything that a section answers for, what is assumed set apart, and what the examples gave."""

from dataclasses import replace
from datetime import date
from typing import Any

from forms.procedure import Duplicate, MyNumber, Signature, Window
from portal.services.write_sheet import print_sheet, sheet_content
from tests.portal.services.paper import CITY, MADE, ON, procedure, text_of


def lines(content: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    (found,) = [one for one in content["sections"] if one["id"] == section]
    return {line["what"].strip(): line for line in found["lines"]}


def test_what_is_assumed_is_counted_marked_and_has_a_place_to_sign() -> None:
    content = sheet_content(procedure(), CITY, ON)
    assumed = [line["what"] for section in content["sections"] for line in section["lines"] if line["assumed"]]
    assert assumed == ["根拠", "days", "出す書類"]
    assert content["assumed"] == 3
    said = text_of(print_sheet(procedure(), CITY, ON, MADE).pdf)
    assert said.count("□推定（未確認）確認した人・日") == 3
    assert "そのうち3行は推定（未確認）です。" in said
    assert "氏名（署名）" in said


def test_a_sheet_without_assumptions_says_so() -> None:
    sure = procedure()
    sure = replace(sure, law=replace(sure.law, certainty="law"), settings={}, attach=())
    assert "推定（未確認）の行はありません。" in text_of(print_sheet(sure, CITY, ON, MADE).pdf)


def test_a_rule_stands_in_words_with_its_formula_and_its_line() -> None:
    cause = lines(sheet_content(procedure(), CITY, ON), "step-cause")
    assert cause["聞くとき"]["says"] == "「どうしましたか」が「なくした」のとき"
    assert cause["聞くとき"]["formula"] == "reason == lost"
    assert cause["この区分を聞くとき"]["formula"] == "attains(birth, 40) <= today"
    row = cause["聞くとき"]["row"]
    assert procedure().marks["ask.lost_how.when"][0] == row
    you = lines(sheet_content(procedure(), CITY, ON), "step-you")
    assert you["守ること"]["says"].endswith("以前。そうでないとき：まだ来ていない日です。")


def test_rows_papers_deadline_and_lateness_have_their_lines() -> None:
    content = sheet_content(procedure(), CITY, ON)
    family = lines(content, "step-family")
    assert family["くり返し"]["says"] == "家族（1から9まで）"
    assert family["問7"]["code"] == "members.since（year_month）"
    papers = [line for one in content["sections"] if one["id"] == "papers" for line in one["lines"]]
    assert [line["formula"] for line in papers if line["what"] == "出す書類"] == ["", "reason == lost", "abroad"]
    due = lines(content, "time")
    assert due["期限"]["formula"] == "open_day_from(birth + years(20))"
    assert due["期限をすぎたとき"]["says"] == "すぎても出せます。"


def test_what_else_a_definition_decides_has_its_line() -> None:
    made = procedure()
    amount = made.due.on if made.due is not None else None
    fee = replace(made.fee, amount=amount, exempt=made.field("lost_how").when, evidence="受給証")
    made = replace(
        made, fee=fee, signature=Signature("required", "見本規則", "law"), window=Window("2026-04-01", "", "また来年。"),
        my_number=MyNumber("fill_inside", ("name",), "番号法", "std"), duplicate=Duplicate(("name",), open_only=True),
        notices={"approved": "決定通知書"}, because={"fee": "見本手数料条例"},
    )  # fmt: skip
    content = sheet_content(made, CITY, ON)
    basis = lines(content, "basis")
    assert (basis["署名"]["says"], basis["署名"]["source"]) == ("いる", "見本規則")
    assert basis["個人番号"]["says"] == "市の中で補う（name）"
    assert basis["手数料"]["source"] == "見本手数料条例"
    assert basis["手数料がいらないとき"]["says"] == "「どうしましたか」が「なくした」のとき"
    assert basis["それが分かるもの"]["says"] == "受給証"
    assert basis["重なりを知らせるもの"]["code"] == "name"
    assert lines(content, "time")["受付期間"]["says"] == "2026-04-01〜。外では：また来年。"
    assert lines(content, "words")["通知"]["says"] == "決定通知書"


def test_the_value_in_force_is_the_citys_on_that_day() -> None:
    shipped = replace(procedure(), id="kaigo-hihokenshasho-saikofu")
    shipped = replace(shipped, settings={"standard_days": replace(procedure().settings["days"], name="standard_days")})
    days = (ON, date(2027, 4, 1))
    said = [lines(sheet_content(shipped, CITY, day), "settings")["standard_days"] for day in days]
    assert [line["says"] for line in said] == ["7（定義のはじめの値：14）", "5（定義のはじめの値：14）"]
    assert lines(sheet_content(procedure(), CITY, ON), "settings")["days"]["source"] == "定義のはじめの値"


def test_an_example_that_comes_out_otherwise_is_told_on_the_sheet() -> None:
    examples = lines(sheet_content(procedure(), CITY, ON), "scenarios")
    assert examples["例1（2026-11-20）"]["says"] == "なくした。まだ出せない、「いつ、どこで」を聞かない → 期待どおり"
    assert "→ 期待と違います：complete is false" in examples["例2（2026-11-20）"]["says"]


def test_every_question_paper_check_and_word_is_on_the_sheet() -> None:
    made = procedure()
    said = [line["says"] for section in sheet_content(made, CITY, ON)["sections"] for line in section["lines"]]
    wanted = [field.label for field in made.fields] + [*made.bring["counter"], *made.check, *made.next]
    wanted += made.return_reasons.values()
    assert [words for words in wanted if words not in said] == []


def test_the_same_sheet_is_the_same_bytes() -> None:
    first, again = (print_sheet(procedure(), CITY, ON, MADE).pdf for _ in range(2))
    assert first == again
