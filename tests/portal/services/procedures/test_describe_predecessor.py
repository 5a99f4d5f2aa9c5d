"""The 確認票 of what a procedure follows, who may change what it inherits, and of its drawing."""

from dataclasses import replace

from forms.definition.drawing import Drawing
from forms.definition.terms import Duplicate
from portal.services.procedures.describe_predecessor import (
    budget_lines,
    drawing_lines,
    inherited_words,
    linked_lines,
    predecessor_lines,
)
from tests.definitions.shelf import shelf


def test_the_sheet_says_what_is_followed_and_until_when() -> None:
    first, by = predecessor_lines(shelf()["chain-second"])
    assert first.says == "手続「chain-first」の結果が「approved」のとき。1つの前の申請から1回だけ"
    assert "前の申請の決定の日" in by.says
    assert list(predecessor_lines(shelf()["chain-first"])) == []
    _, answers = predecessor_lines(shelf()["chain-third"])
    assert (answers.what, answers.says) == ("前の申請から引き継ぐ答え", "同じ質問の「氏名」")


def test_the_sheet_says_who_may_change_what_is_inherited() -> None:
    procedure = shelf()["chain-second"]
    assert inherited_words(procedure, procedure.field("earlier_no")) == "前の申請の受付番号。だれも直せない"
    assert inherited_words(procedure, procedure.field("amount")) == "前の申請の結果（amount）。直せるのは職員だけ"
    assert "前の申請の決定の日" in inherited_words(procedure, procedure.field("size"))
    assert inherited_words(procedure, procedure.field("cost")) == ""


def test_the_sheet_says_whose_money_it_is_and_what_happens_when_it_is_used_up() -> None:
    whole, amount, used_up = budget_lines(shelf()["budget"])
    assert whole.says.startswith("今年度の予算額（年度ごと）。着いた順に、")
    assert "決定の額は「交付する額」" in whole.says
    assert (amount.formula, amount.says) == ("cost", "「申請する額」")
    assert used_up.says == "受付をやめる。ことば：今年度の予算がなくなったので、受付を終わりました。"
    assert "着いた順に待ち" in list(budget_lines(shelf()["budget-wait"]))[2].says


def test_after_a_period_there_is_no_line_about_the_queue() -> None:
    whole, _ = budget_lines(shelf()["budget-period"])
    assert "決定のときに予算から使う" in whole.says


def test_the_sheet_of_the_next_procedure_says_what_goes_back() -> None:
    (line,) = budget_lines(shelf()["budget-settled"])
    assert line.says == "「確定する額」が前の決定の額より少なければ、残りは予算にもどる"
    assert list(budget_lines(shelf()["capacity"])) == []


def test_the_sheet_says_how_many_win_and_who_has_more_tickets() -> None:
    places, tickets = drawing_lines(shelf()["drawing-units"])
    assert (places.says, places.certainty) == ("「コース」ごとに、市の設定「places」", "assumed")
    assert "はじめてですか" in tickets.says
    assert tickets.formula == "choose(first_time, 2, 1)"


def test_one_drawing_for_all_has_one_number() -> None:
    places, tickets = drawing_lines(shelf()["drawing"])
    assert (places.says, tickets.says) == ("3", "1人に1つ")
    assert list(drawing_lines(shelf()["capacity"])) == []


def test_places_of_each_option_are_named_by_its_label() -> None:
    procedure = replace(shelf()["drawing-units"], drawing=Drawing("course", {"kids": 2, "adults": 1}))
    assert next(drawing_lines(procedure)).says == "「コース」ごとに、子ども 2、大人 1"


def test_of_times_each_has_its_own_places() -> None:
    assert next(drawing_lines(shelf()["drawing-slots"])).says == "時間ごとに、その枠の数"


def test_the_day_until_when_somebody_may_withdraw_stands_with_its_sentence() -> None:
    (line,) = linked_lines(shelf()["withdraw"])
    assert (line.what, line.formula, line.certainty) == ("取り下げられる日", "used_on - days(3)", "assumed")
    assert line.says == "「使う日」の3日前まで。ことば：使う日の3日前まで、取り下げられます。"


def test_how_often_it_may_be_filed_stands_with_its_sentence() -> None:
    (line,) = linked_lines(shelf()["duplicate-per"])
    assert line.says == "「車両番号」ごとに、3年度に1回（インターネット）。ことば：1台の車に、3年度に1回です。"
    (line,) = linked_lines(shelf()["duplicate-once"])
    assert line.says == "ログインした人ごとに、1年度に1回（インターネット）"
    (line,) = linked_lines(shelf()["duplicate-household"])
    assert line.says == (
        "住民基本台帳の世帯ごとに、3年度に1回（インターネット）。世帯がわからないときは、「住所」ごと。"
        "支援措置の人がいる世帯では、断らない。ことば：1つの世帯に、3年度に1回です。"
    )
    hinted = replace(
        shelf()["duplicate-household"],
        duplicate=Duplicate(("name",), open_only=True, household=True, instead=("home",), per=("name",)),
    )
    (line,) = linked_lines(hinted)
    assert line.says.startswith("住民基本台帳の世帯と「氏名」ごとに、1年度の申請を職員に知らせる（断らない）。")
