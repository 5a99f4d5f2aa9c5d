"""Rules in Japanese."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load, load_text
from portal.config import TREE
from portal.services.procedures.number_questions import number_questions
from portal.services.procedures.rule_words import RuleWords, rule_words
from portal.services.procedures.write_sheet import sheet_sections
from tests.forms.loading.small import SMALL

ON = date(2026, 11, 20)
SHIPPED = sorted(path for path in (TREE / "forms" / "procedures").glob("*.yaml") if path.name.count(".") == 1)

QUESTIONS = """\
      - {id: birth, type: date, label: 生まれた日}
      - {id: many, type: multiple_choice, label: どれ, options: {red: 赤, blue: 青}}
      - {id: spouse, type: yes_no, label: 配偶者}
      - {id: agreed, type: consent, label: 同意}
      - {id: opens, type: time, label: 何時}
      - {id: count, type: integer, label: 人数}
      - {id: name, type: person_name, label: 氏名}
      - {id: term, type: period, label: 期間}
      - {id: last, type: text, label: 終わり, when: WHEN}
settings: {limit: {type: integer, default: 3, certainty: std, label: 締切の日数},
  way: {type: choice, options: {ask: 書いてもらう, none: 使わない}, default: ask, certainty: std},
  steps_of: {type: table, of: integer, default: {0: 3, 5: 2}, certainty: std, label: 段階}, price: {type: money, default: 300, certainty: std}}
"""


def asked(when: str) -> Procedure:
    return load_text(SMALL + QUESTIONS.replace("WHEN", f'"{when}"'), "small.yaml", fields=field_types())


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("reason == torn", "「理由」が「破れた」"),
        ("reason != torn", "「理由」が「破れた」以外"),
        ("reason in [torn, lost]", "「理由」が「破れた」か「なくした」"),
        ("reason not in [torn]", "「理由」が「破れた」以外"),
        ("red in many", "「どれ」で「赤」を選んだ"),
        ("red not in many", "「どれ」で「赤」を選んでいない"),
        ("not (red in many or blue in many)", "「どれ」で「赤」を選んでいない、かつ「どれ」で「青」を選んでいない"),
        ("red in many or blue in many or spouse", "「どれ」で「赤」か「青」を選んだ、または「配偶者」が「はい」"),
        ("not not spouse", "「配偶者」が「はい」"),
        ("not (count < 2)", "「人数」が2以上"),
        ("lookup(city.steps_of, count) > 2", "市の設定「段階」の、「人数」の行が2より多い"),
        ("band(city.steps_of, count) > 2", "市の設定「段階」の、「人数」が届く行が2より多い"),
        ("term.first > today", "「期間」のはじめの日が今日（出したあとは届いた日）より後"),
        ("birth + months(1) - days(1) < today",
         "「生まれた日」から1か月後の1日前が今日（出したあとは届いた日）より前"),
        ("birth + days(city.limit) < today",
         "「生まれた日」から市の設定「締切の日数」の日数後が今日（出したあとは届いた日）より前"),
        ("city.way == ask", "市の設定「way」が「書いてもらう」"),
        ("same_holder(name, name)", "「氏名」と「氏名」の名前が同じ"),
        ("not same_holder(name, name)", "「氏名」と「氏名」の名前が違う"),
        ("age_on(birth, birth) >= 3", "「生まれた日」の人の、「生まれた日」の歳が3以上"),
        ("minutes_between(opens, opens) > 30", "「何時」から「何時」までの分が30より多い"),
        ("spouse", "「配偶者」が「はい」"),
        ("not spouse", "「配偶者」が「いいえ」"),
        ("agreed", "「同意」に ✓ がある"),
        ("not agreed", "「同意」に ✓ がない"),
        ("name.answered", "「氏名」に記入がある"),
        ("not name.answered", "「氏名」に記入がない"),
        ("not (spouse and agreed)", "「配偶者」が「いいえ」、または「同意」に ✓ がない"),
        ("attains(birth, 65) > today", "「生まれた日」の人が65歳未満"),
        ("today >= attains(birth, 40)", "「生まれた日」の人が40歳以上"),
        ("birth <= today", "「生まれた日」が今日（出したあとは届いた日）以前"),
        ("birth + days(15) < today", "「生まれた日」から15日後が今日（出したあとは届いた日）より前"),
        ("birth - months(1) < today", "「生まれた日」の1か月前が今日（出したあとは届いた日）より前"),
        ("open_day_from(birth + years(1)) == today",
         "「生まれた日」から1年後（市役所が閉まっている日なら次に開く日）が今日（出したあとは届いた日）と同じ日"),
        ("school_year_end(birth) > today", "「生まれた日」から最初に来る3月31日が今日（出したあとは届いた日）より後"),
        ("birth >= '2008-04-02'", "「生まれた日」が2008年4月2日以後"),
        ("month_of(birth) < '2024-10'", "「生まれた日」の月が2024年10月より前"),
        ("opens > '17:00'", "「何時」が17:00より後"),
        ("opens == '17:00'", "「何時」が17:00"),
        ("last_of(birth, today) == birth",
         "「生まれた日」と今日（出したあとは届いた日）の遅いほうが「生まれた日」と同じ日"),
        ("choose(spouse, birth, birth + days(3)) <= today",
         "（「配偶者」が「はい」なら「生まれた日」、でなければ「生まれた日」から3日後）が今日（出したあとは届いた日）以前"),
        ("fiscal_year(birth) == 2026", "「生まれた日」の年度が2026"),
        ("count + 1 >= 3", "「人数」＋1が3以上"),
        ("count < city.limit", "「人数」が市の設定「締切の日数」より少ない"),
        ("count != 2", "「人数」が2以外"),
        ("only_if(spouse, city.price) > 0", "（「配偶者」が「はい」なら市の設定「price」、でなければ0円）が0より多い"),
        ("door == counter", "出し方が「窓口」"),
        ("spouse or count > 1 and agreed",
         "「配偶者」が「はい」、または（「人数」が1より多い、かつ「同意」に ✓ がある）"),
    ],
)  # fmt: skip
def test_a_rule_is_stated_without_its_formula(rule: str, words: str) -> None:
    procedure = asked(rule)
    when = procedure.field("last").when
    assert when is not None
    saying = rule_words(procedure, when, "last")
    assert saying.words == words
    assert saying.plain


ROWS = """\
  - step: 子
    id: kids
    repeat: children
    label: 子
    min: 1
    ask:
      - {id: age, type: integer, label: 歳, unit: 歳}
      - {id: birth, type: date, label: 生年月日}
      - {id: living, type: choice, label: 住まい, options: {together: いっしょ, apart: 別}}
      - {id: school, type: text, label: 学校, when: living == apart}
  - step: 終わり
    id: end
    ask:
      - {id: last, type: text, label: 最後, when: WHEN}
"""


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("children.any(living == apart)", "「子」のどれかで「住まい」が「別」"),
        ("children.all(age >= 3)", "「子」のすべてで「歳」が3以上"),
        ("not children.any(living == apart)", "「子」のすべてで「住まい」が「別」以外"),
        ("children.count() > 2", "「子」の数が2より多い"),
        ("children.count(age < 18) >= 1", "「子」のうち「歳」が18より少ないものの数が1以上"),
        ("children.sum(age) > 10", "「子」の「歳」の合計が10より多い"),
        ("children.max(age) > 10", "「子」の「歳」のうち、いちばん大きいものが10より多い"),
        ("children.min(birth) < '2020-04-02'", "「子」の「生年月日」のうち、いちばん早いものが2020年4月2日より前"),
        ("children.first(age) > 10", "「子」のはじめの行の「歳」が10より多い"),
        ("min(children.count(), 3) > 2", "「子」の数と3のうち小さいほうが2より多い"),
    ],
)
def test_rules_over_rows_say_of_which_row(rule: str, words: str) -> None:
    procedure = load_text(SMALL + ROWS.replace("WHEN", f'"{rule}"'), "small.yaml", fields=field_types())
    when = procedure.field("last").when
    assert when is not None
    assert rule_words(procedure, when, "last") == RuleWords(words, plain=True)


def test_a_question_of_a_row_names_its_neighbours_in_the_row() -> None:
    procedure = load_text(SMALL + ROWS.replace("WHEN", "reason == torn"), "small.yaml", fields=field_types())
    when = procedure.field("children.school").when
    assert when is not None
    assert rule_words(procedure, when, "children.school") == RuleWords("「住まい」が「別」", plain=True)


def test_what_has_no_words_is_left_as_it_stands_and_marked() -> None:
    procedure = asked("principal.birth <= today")
    when = procedure.field("last").when
    assert when is not None
    saying = rule_words(procedure, when, "last")
    assert "［principal.birth］" in saying.words
    assert not saying.plain


def test_a_column_of_a_kept_list_has_the_label_that_the_city_gives_it() -> None:
    listed = (
        "      - {id: school, type: listed, label: 学校, list: schools, columns: {places: integer}}\n      - {id: last,"
    )
    text = SMALL + QUESTIONS.replace("      - {id: last,", listed).replace("WHEN", "school.places > 0")
    procedure = load_text(text, "small.yaml", fields=field_types())
    when = procedure.field("last").when
    assert when is not None
    labelled = rule_words(procedure, when, "last", columns={"schools.places": "受け入れられる人数"})
    assert labelled == RuleWords("「学校」の受け入れられる人数が0より多い", plain=True)
    assert not rule_words(procedure, when, "last").plain


def test_a_form_may_call_questions_by_their_number() -> None:
    procedure = asked("reason == torn")
    when = procedure.field("last").when
    assert when is not None
    assert rule_words(procedure, when, "last", {"reason": "問1"}).words == "問1が「破れた」"


def test_questions_with_the_same_label_are_distinguished_by_their_number() -> None:
    alike = "      - {id: other, type: date, label: 生まれた日}\n      - {id: birth,"
    text = SMALL + QUESTIONS.replace("      - {id: birth,", alike).replace("WHEN", "birth <= other")
    procedure = load_text(text, "small.yaml", fields=field_types())
    when = procedure.field("last").when
    assert when is not None
    numbers = number_questions(procedure)
    words = rule_words(procedure, when, "last").words
    assert words == f"問{numbers['birth']}「生まれた日」が問{numbers['other']}「生まれた日」以前"


@pytest.mark.parametrize(
    ("rule", "when"),
    [
        ("reason == torn", "「理由」が「破れた」のとき"),
        ("agreed", "「同意」に ✓ があるとき"),
        ("not agreed", "「同意」に ✓ がないとき"),
        ("red in many", "「どれ」で「赤」を選んだとき"),
        ("red not in many", "「どれ」で「赤」を選んでいないとき"),
        ("count > 2", "「人数」が2より多いとき"),
        ("count < 2", "「人数」が2より少ないとき"),
        ("birth <= today", "「生まれた日」が今日（出したあとは届いた日）以前のとき"),
    ],
)
def test_a_condition_ends_as_its_last_word_asks(rule: str, when: str) -> None:
    procedure = asked(rule)
    condition = procedure.field("last").when
    assert condition is not None
    assert rule_words(procedure, condition, "last").when == when


# An id, a formula, の after a word that inflects, a doubled particle, a condition without words.
BROKEN = re.compile(
    r"[a-z]+_[a-z]+|［|city\.|(?:ある|ない|選んだ|多い|出す)のとき|のときのとき|とき、?のとき"
    r"|」(?:がが|をを|にに|でで|のの|はは|がを|でを)|「」|に印がある|ではない"
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_condition_of_a_shipped_definition_is_in_words_of_the_form(path: Path) -> None:
    procedure = replace(load(path, fields=field_types()), scenarios=())
    city = load_city(TREE / "forms" / "cities" / "mihon")
    lines = [line for section in sheet_sections(procedure, city, ON) for line in section.lines]
    conditions = [line.says.partition("。そうでないとき：")[0] for line in lines if line.formula]
    assert conditions or not any(field.when or field.must for field in procedure.fields)
    assert [words for words in conditions if BROKEN.search(words)] == []


def test_the_mark_of_a_broken_condition_is_recognised() -> None:
    for words in (
        "「同意」に印があるのとき",
        "市の設定「my_number」が「はい」のとき",
        "［term.first］のとき",
        "「A」がが「B」のとき",
    ):
        assert BROKEN.search(words), words
