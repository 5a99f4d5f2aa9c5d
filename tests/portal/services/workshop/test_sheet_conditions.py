"""Conditions as a section writes them."""

import pytest

from portal.services.workshop.guess_type import flat
from portal.services.workshop.sheet_conditions import Earlier, NoRule, rule_of

KNOWN = {
    flat("お子さんはいますか"): Earlier("children", "yes_no", {}),
    flat("学校"): Earlier("school", "choice", {flat("小学校"): "a", flat("中学校"): "b"}),
    flat("持ち物"): Earlier("things", "multiple_choice", {flat("傘"): "umbrella", flat("帽子"): "hat"}),
    flat("人数"): Earlier("people", "integer", {}),
    flat("生年月日"): Earlier("birth", "date", {}),
    flat("氏名"): Earlier("name", "person_name", {}),
}
KNOWN["行5"] = KNOWN[flat("人数")]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("「お子さんはいますか」が「はい」のとき", "children"),
        ("「お子さんはいますか」が「いいえ」のとき。", "not children"),
        ("お子さんはいますか＝はい", "children"),
        ("「学校」が「小学校」のとき", "school == a"),
        ("「学校」が「小学校」か「中学校」のとき", "school in [a, b]"),
        ("「学校」が「小学校」以外のとき", "school != a"),
        ("学校≠中学校", "school != b"),
        ("「持ち物」で「傘」を選んだとき", "umbrella in things"),
        ("「持ち物」で「傘」か「帽子」を選んでいないとき", "(umbrella not in things and hat not in things)"),
        ("「人数」が3以上のとき", "people >= 3"),
        ("「人数」が3人未満のとき、かつ「お子さんはいますか」が「はい」のとき", "people < 3 and children"),
        ("人数＞１，０００　または　質問5行目≦2", "people > 1000 or people <= 2"),
        ("「生年月日」が2008年4月2日以後のとき", 'birth >= "2008-04-02"'),
        ("「生年月日」が18歳以上の人のとき", "attains(birth, 18) <= today"),
        ("「氏名」に答えがあるとき", "name.answered"),
        ("「氏名」に答えがないとき", "not name.answered"),
    ],
)
def test_a_sentence_of_the_form_is_read_back(words: str, rule: str) -> None:
    assert rule_of(words, KNOWN) == rule


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("「学年」が「1年」のとき", "「学年」という質問がありません"),
        ("「学校」が「高校」のとき", "「高校」という選択肢がありません"),
        ("「お子さんはいますか」が「たぶん」のとき", "「はい」か「いいえ」"),
        ("「人数」が多数のとき", "整数ではありません"),
        ("「生年月日」が春以後のとき", "2026-04-01 のように"),
        ("「氏名」が「太郎」のとき", "この種類の質問とは"),
        ("お子さんがいる家だけ", "読めません"),
        ("「人数」が3以上のとき、かつ「人数」が5以上のとき、または「人数」が1以下のとき", "いっしょに書けません"),
        ("かつ".join(["「人数」が3以上のとき"] * 30), "長すぎます"),
        (f"「学校」が{'のどれか' * 600}のとき", "長すぎます"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_reason(words: str, reason: str) -> None:
    with pytest.raises(NoRule, match=reason):
        rule_of(words, KNOWN)
