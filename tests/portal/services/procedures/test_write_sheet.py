"""The 確認票."""

from dataclasses import replace
from datetime import date
from typing import Any

from forms.definition.procedure import Setting
from forms.definition.registry import field_types
from forms.definition.signer import Signature
from forms.definition.terms import Duplicate, MyNumber, Window
from forms.loading import load, load_text
from portal.config import TREE
from portal.services.procedures.write_sheet import print_sheet, sheet_content
from tests.definitions.shelf import shelf
from tests.portal.services.paper.paper import CITY, DEFINITION, MADE, ON, procedure, text_of


def lines(content: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    (match,) = [part for part in content["sections"] if part["id"] == section]
    return {line["what"].strip(): line for line in match["lines"]}


def test_what_is_assumed_is_counted_marked_and_has_a_place_to_sign() -> None:
    content = sheet_content(procedure(), CITY, ON)
    assumed = [line["what"] for section in content["sections"] for line in section["lines"] if line["assumed"]]
    assert assumed == ["根拠", "days", "出す書類"]
    assert content["assumed"] == 3
    text = text_of(print_sheet(procedure(), CITY, ON, MADE).pdf)
    assert text.count("□推定（未確認）確認した人・日") == 3
    assert "そのうち3行は推定（未確認）です。" in text
    assert "氏名（署名）" in text


def test_what_an_outcome_copies_of_the_answers_is_named_whole() -> None:
    drawing = load(TREE / "forms" / "procedures" / "shisetsu-chusen.yaml", fields=field_types())
    copied = [line["says"] for line in lines(sheet_content(drawing, CITY, ON), "outcomes").values()]
    assert any("申請から写すもの：「団体の名前」" in says for says in copied), copied


def test_a_sheet_without_assumptions_says_so() -> None:
    sure = procedure()
    sure = replace(sure, law=replace(sure.law, certainty="law"), settings={}, attach=())
    assert "推定（未確認）の行はありません。" in text_of(print_sheet(sure, CITY, ON, MADE).pdf)


def test_a_rule_is_in_words_with_its_formula_and_its_line() -> None:
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
    papers = [line for part in content["sections"] if part["id"] == "papers" for line in part["lines"]]
    assert [line["formula"] for line in papers if line["what"] == "出す書類"] == ["", "reason == lost", "abroad"]
    due = lines(content, "time")
    assert due["かかる期間"]["says"].startswith("標準処理期間：")
    notified = lines(sheet_content(replace(procedure(), kind="notification"), CITY, ON), "time")
    assert notified["かかる期間"]["says"].startswith("処理のめやす："), "行政手続法6条 is about applications"
    assert due["期限"]["formula"] == "open_day_from(birth + years(20))"
    assert due["期限を過ぎたとき"]["says"] == "すぎても出せます。"


def test_what_else_a_definition_decides_has_its_line() -> None:
    made = procedure()
    amount = made.due.on if made.due is not None else None
    fee = replace(made.fee, amount=amount, exempt=made.field("lost_how").when, evidence="受給証")
    made = replace(
        made, fee=fee, signature=Signature("required", "見本規則", "law"), window=Window("2026-04-01", "", "また来年。"),
        my_number=MyNumber("fill_inside", ("name",), "番号法", "std"), duplicate=Duplicate(("name",), open_only=True),
        notices={"approved": "決定通知書"}, capacity=30, invited=True, helper=True, delivery=("post", "counter"),
        period=made.period and replace(made.period, extension="30日のばします。"),
    )  # fmt: skip
    content = sheet_content(made, CITY, ON)
    basis = lines(content, "basis")
    assert (basis["署名"]["says"], basis["署名"]["source"]) == ("いる", "見本規則")
    assert basis["個人番号"]["says"] == "市の中で補う（name）"
    assert basis["手数料がいらないとき"]["says"] == "「どうしましたか」が「なくした」のとき"
    assert basis["それが分かるもの"]["says"] == "受給証"
    assert basis["重なりを知らせるもの"]["code"] == "name"
    assert lines(content, "time")["受付期間"]["says"] == "2026-04-01〜。外では：また来年。"
    assert basis["始められる人"]["says"] == "案内の届いた人だけ"
    assert basis["下書きの手伝い"]["says"] == "持ち主が招いた人が書ける（送れない）"
    assert basis["結果の渡し方"]["says"] == "郵送、窓口"
    assert basis["払うとき"]["says"] == "よい結果が出てから。返すのは、担当の課が決めたとき。"
    assert lines(content, "time")["定員"]["says"] == "30"
    assert lines(content, "time")["期間をのばすとき"]["says"] == "30日のばします。"
    assert lines(content, "outcomes")["通知"]["says"] == "決定通知書"


def test_what_a_visit_takes_as_usual_is_signed_by_itself_and_who_agrees_is_informed() -> None:
    made = load(TREE / "forms" / "procedures" / "kaigo-hihokenshasho-saikofu.yaml", fields=field_types())
    sheet_lines = [line for part in sheet_content(made, CITY, ON)["sections"] for line in part["lines"]]
    usual = [
        (line["says"], line["assumed"], line["row"] > 0) for line in sheet_lines if line["what"] == "窓口でふつうの答え"
    ]
    assert usual == [
        (words, True, True) for words in ("被保険者証", "なくした・焼けた", "住民票の住所に郵便で受け取る")
    ]
    assert "断ると出せない。来庁者の画面か様式で、本人が答える" in [
        line["says"] for line in sheet_lines if line["what"] == "窓口での同意"
    ]


def test_who_signs_beside_the_sender_has_a_line_each_in_words() -> None:
    joint = lines(sheet_content(shelf()["signers-spouse"], CITY, ON), "basis")
    assert joint["署名する人"]["says"] == "配偶者（「配偶者の氏名」に書いた人。14日のうち。紙の署名でもよい）"
    assert joint["配偶者が署名するとき"]["formula"] == "joint"
    assert joint["最初に署名する人"]["says"] == "出す人（代理人が出すときは、代理人が自分の名前で）"
    assert joint["ほかの人の署名の順"]["says"] == "いっしょに（だれからでも）"
    minor = lines(sheet_content(shelf()["signers-minor"], CITY, ON), "basis")["署名する人"]
    assert "18歳になっていないときは、「保護者の氏名」の人が代わりに" in minor["says"]
    assert (minor["certainty"], minor["code"]) == ("assumed", "child")
    ordered = lines(sheet_content(shelf()["signers-ordered"], CITY, ON), "basis")
    assert ordered["ほかの人の署名の順"]["says"] == "書いた順に、一人ずつ"
    filed = lines(sheet_content(shelf()["signers-filed-by"], CITY, ON), "basis")
    assert "代理人が出すときだけ" in filed["署名する人"]["says"]


def test_when_a_role_may_file_is_a_line_in_words() -> None:
    basis = lines(sheet_content(shelf()["who-when"], CITY, ON), "basis")
    assert basis["法定代理人が出せるとき"]["says"].endswith(
        "そうでないとき：法定代理人が出せるのは、18歳になっていない人の分です。"
    )
    assert basis["法定代理人が出せるとき"]["formula"] == "birth + years(18) > today"
    assert basis["法定代理人が出せるとき"]["certainty"] == "law"
    assert basis["本人が出せるとき"]["row"] > 0


def test_the_value_in_force_is_the_citys_on_that_day() -> None:
    shipped = replace(procedure(), id="kaigo-hihokenshasho-saikofu")
    shipped = replace(shipped, settings={"standard_days": replace(procedure().settings["days"], name="standard_days")})
    days = (ON, date(2027, 4, 1))
    texts = [lines(sheet_content(shipped, CITY, day), "settings")["standard_days"] for day in days]
    assert [line["says"] for line in texts] == ["7（定義のはじめの値：14）", "5（定義のはじめの値：14）"]
    assert lines(sheet_content(procedure(), CITY, ON), "settings")["days"]["source"] == "定義のはじめの値"


def test_an_example_that_comes_out_otherwise_is_reported_on_the_sheet() -> None:
    examples = lines(sheet_content(procedure(), CITY, ON), "scenarios")
    assert examples["例1（2026-11-20）"]["says"] == "なくした。まだ出せない、「いつ、どこで」を聞かない → 期待どおり"
    assert "→ 期待と違います：complete is false" in examples["例2（2026-11-20）"]["says"]


def test_every_question_paper_check_and_word_is_on_the_sheet() -> None:
    made = procedure()
    texts = [line["says"] for section in sheet_content(made, CITY, ON)["sections"] for line in section["lines"]]
    wanted = [field.label for field in made.fields] + [
        *made.bring["counter"],
        *made.check,
        *(item.say for item in made.next),
    ]
    wanted += made.return_reasons.values()
    assert [words for words in wanted if words not in texts] == []


def test_a_ready_reason_stands_with_its_outcome_its_provision_and_how_sure_that_is() -> None:
    line = lines(sheet_content(shelf()["staff-words"], CITY, ON), "outcomes")["認めない理由"]
    assert line["says"] == "お断り：お申し込みの時点で、定員〔　〕人に達していたためです。"
    assert (line["source"], line["certainty"], line["assumed"]) == ("見本条例第3条", "assumed", True)


def test_a_reason_of_a_return_stands_with_its_questions_and_papers() -> None:
    line = lines(sheet_content(shelf()["staff-words"], CITY, ON), "words")["補正を求めるとき"]
    assert line["says"] == "お名前が住民票と違うようです。（「氏名」「名前がわかるもの」について）"


def test_the_same_sheet_is_the_same_bytes() -> None:
    first, again = (print_sheet(procedure(), CITY, ON, MADE).pdf for _ in range(2))
    assert first == again


def test_a_question_and_its_rules_are_with_what_they_rest_on_and_how_sure_that_is() -> None:
    made = shelf()["source"]
    (asked,) = [part["lines"] for part in sheet_content(made, CITY, ON)["sections"] if part["id"] == "step-main"]
    sources = [(line["what"], line["source"], line["certainty"]) for line in asked if line["source"]]
    assert sources == [
        ("問1", "様式第3号 4の欄", "std"),
        ("守ること", "見本規則 第5条", "law"),
        ("問2", "窓口で聞いていること", "assumed"),
        ("ここで終わるとき", "見本規則 第6条", "law"),
    ]
    assert [line["what"] for line in asked if line["assumed"]] == ["問2"]


NEXT_YEAR = (
    ("version: 3", "version: 4"),
    (
        "label: 被保険者番号, required: false, help: 証にある番号です。",
        "label: 被保険者番号, required: false, help: 証の番号です。",
    ),
    ("      - {id: address, type: address, label: 住所}\n", "      - {id: town, type: text, label: 町の名前}\n"),
    ("certainty: std}\n  - step: わけ", "certainty: law}\n  - step: わけ"),
)


def test_next_years_sheet_shows_only_what_changed_and_what_is_gone() -> None:
    text = DEFINITION
    for old, new in NEXT_YEAR:
        assert old in text
        text = text.replace(old, new, 1)
    content = sheet_content(load_text(text, "paper.yaml", fields=field_types()), CITY, ON, procedure())
    sections = {part["id"]: [(line["what"], line["says"]) for line in part["lines"]] for part in content["sections"]}
    assert content["since"] == "3"
    assert sections["step-you"] == [
        ("問3", "被保険者番号"), ("説明", "証の番号です。"),
        ("問4", "町の名前"), ("必須か", "必須"),
    ]  # fmt: skip
    assert sections["papers"] == [("出す書類", "在学証明書：「外国にいますか」が「はい」のとき（あとからでもよい）")]
    (gone,) = [part["lines"] for part in content["sections"] if part["id"] == "gone"]
    assert ("住所", "address（address）") in [(line["says"], line["code"]) for line in gone]
    assert ("証にある番号です。", "number（insured_number）") in [(line["says"], line["code"]) for line in gone]
    assert set(sections) == {"step-you", "papers", "scenarios", "gone"}  # the example lacks the new question


def test_the_same_version_has_no_lines_to_sign_again() -> None:
    assert sheet_content(procedure(), CITY, ON, procedure())["sections"] == []


def test_who_sees_the_counts_and_which_papers_are_needed_only_if_there_are_some_are_lines_to_sign() -> None:
    paper = replace(procedure().attach[0], required=False, later=True, when=None)
    for tallied, seen_by in (("public", "だれでも（数だけ）"), ("desk", "担当の職員だけ")):
        sections = sheet_content(replace(procedure(), tallied=tallied, attach=(paper,)), CITY, ON)["sections"]
        lines = [(line["what"], line["says"]) for section in sections for line in section["lines"]]
        assert ("答えの集計を見る人", seen_by) in lines
        assert ("出す書類", f"{paper.label}：いつも（あるときだけ、あとからでもよい）") in lines


def test_a_setting_is_named_in_words_of_its_section() -> None:
    days = replace(procedure().settings["days"], label="届の日数")
    way = Setting("way", "choice", "ask", "std", ("ask",), "番号の扱い", {"ask": "書いてもらう"})
    sections = sheet_content(replace(procedure(), settings={"days": days, "way": way}), CITY, ON)["sections"]
    (rows,) = [section["lines"] for section in sections if section["id"] == "settings"]
    assert [(row["what"], row["says"], row["code"]) for row in rows] == [
        ("届の日数", "14（定義のはじめの値：14）", "days"),
        ("番号の扱い", "書いてもらう（定義のはじめの値：書いてもらう）", "way"),
    ]
