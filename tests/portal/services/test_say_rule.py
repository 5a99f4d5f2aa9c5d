"""Rules in Japanese: for people who read a form, and for the section that signs what it says."""

import pytest

from forms.loading import load_text
from forms.procedure import Procedure
from forms.registry import field_types
from portal.services.say_rule import Saying, say_rule
from tests.forms.loading.small import SMALL

QUESTIONS = """\
      - {id: birth, type: date, label: 生まれた日}
      - {id: many, type: multiple_choice, label: どれ, options: {red: 赤, blue: 青}}
      - {id: spouse, type: yes_no, label: 配偶者}
      - {id: agreed, type: consent, label: 同意}
      - {id: opens, type: time, label: 何時}
      - {id: count, type: integer, label: 人数}
      - {id: name, type: person_name, label: 氏名}
      - {id: last, type: text, label: 終わり, when: WHEN}
settings: {limit: {type: integer, default: 3, certainty: std}, price: {type: money, default: 300, certainty: std}}
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
        ("spouse", "「配偶者」が「はい」"),
        ("not spouse", "「配偶者」が「いいえ」"),
        ("agreed", "「同意」に印がある"),
        ("not agreed", "「同意」に印がない"),
        ("name.answered", "「氏名」に記入がある"),
        ("not name.answered", "「氏名」に記入がない"),
        ("not (spouse and agreed)", "「「配偶者」が「はい」、かつ「同意」に印がある」ではない"),
        ("attains(birth, 65) > today", "「生まれた日」の人が65歳未満"),
        ("today >= attains(birth, 40)", "「生まれた日」の人が40歳以上"),
        ("birth <= today", "「生まれた日」が今日（出したあとは届いた日）以前"),
        ("birth + days(15) < today", "「生まれた日」から15日の後が今日（出したあとは届いた日）より前"),
        ("birth - months(1) < today", "「生まれた日」から1か月の前が今日（出したあとは届いた日）より前"),
        ("open_day_from(birth + years(1)) == today",
         "「生まれた日」から1年の後（市役所が閉まっている日なら次に開く日）が今日（出したあとは届いた日）と同じ日"),
        ("school_year_end(birth) > today", "「生まれた日」から最初に来る3月31日が今日（出したあとは届いた日）より後"),
        ("birth >= '2008-04-02'", "「生まれた日」が2008年4月2日以後"),
        ("month_of(birth) < '2024-10'", "「生まれた日」の月が2024年10月より前"),
        ("opens > '17:00'", "「何時」が17:00より後"),
        ("opens == '17:00'", "「何時」が17:00"),
        ("last_of(birth, today) == birth",
         "「生まれた日」と今日（出したあとは届いた日）の遅いほうが「生まれた日」と同じ日"),
        ("choose(spouse, birth, birth + days(3)) <= today",
         "（「配偶者」が「はい」なら「生まれた日」、でなければ「生まれた日」から3日の後）が今日（出したあとは届いた日）以前"),
        ("fiscal_year(birth) == 2026", "「生まれた日」の年度が2026"),
        ("count + 1 >= 3", "「人数」＋1が3以上"),
        ("count < city.limit", "「人数」が市の設定「limit」より少ない"),
        ("count != 2", "「人数」が2以外"),
        ("only_if(spouse, city.price) > 0", "（「配偶者」が「はい」なら市の設定「price」、でなければ0円）が0より多い"),
        ("door == counter", "出し方が「窓口」"),
        ("spouse or count > 1 and agreed",
         "「配偶者」が「はい」、または（「人数」が1より多い、かつ「同意」に印がある）"),
    ],
)  # fmt: skip
def test_a_rule_is_said_without_its_formula(rule: str, words: str) -> None:
    procedure = asked(rule)
    when = procedure.field("last").when
    assert when is not None
    saying = say_rule(procedure, when, "last")
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
        ("children.all(age >= 3)", "「子」のどれでも「歳」が3以上"),
        ("children.count() > 2", "「子」の数が2より多い"),
        ("children.count(age < 18) >= 1", "「子」のうち「歳」が18より少ないものの数が1以上"),
        ("children.sum(age) > 10", "「子」の「歳」の合計が10より多い"),
    ],
)
def test_rules_over_rows_say_of_which_row(rule: str, words: str) -> None:
    procedure = load_text(SMALL + ROWS.replace("WHEN", f'"{rule}"'), "small.yaml", fields=field_types())
    when = procedure.field("last").when
    assert when is not None
    assert say_rule(procedure, when, "last") == Saying(words, plain=True)


def test_a_question_of_a_row_names_its_neighbours_in_the_row() -> None:
    procedure = load_text(SMALL + ROWS.replace("WHEN", "reason == torn"), "small.yaml", fields=field_types())
    when = procedure.field("children.school").when
    assert when is not None
    assert say_rule(procedure, when, "children.school") == Saying("「住まい」が「別」", plain=True)


def test_what_has_no_words_is_left_as_it_stands_and_marked() -> None:
    procedure = asked("principal.birth <= today")
    when = procedure.field("last").when
    assert when is not None
    saying = say_rule(procedure, when, "last")
    assert "［principal.birth］" in saying.words
    assert not saying.plain


def test_a_form_may_call_questions_by_their_number() -> None:
    procedure = asked("reason == torn")
    when = procedure.field("last").when
    assert when is not None
    assert say_rule(procedure, when, "last", {"reason": "問1"}).words == "問1が「破れた」"
