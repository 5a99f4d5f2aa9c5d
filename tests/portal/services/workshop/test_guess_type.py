"""Types by the words of forms."""

import pytest

from forms.definition.registry import field_types
from portal.services.workshop.guess_type import TYPES, guess_type, named_type


@pytest.mark.parametrize(
    ("label", "type_"),
    [
        ("氏名", "person_name"), ("お子さんの氏名（ふりがな）", "person_name"), ("フリガナ", "kana"), ("生年月日", "date"), ("電話番号", "phone"),
        ("住　所", "address"), ("続柄", "text"), ("希望する日", "date"), ("費用の額（円）", "money"), ("利用人数", "integer"), ("障害の有無", "yes_no"),
        ("いっしょに住んでいますか", "yes_no"), ("振込先口座", "bank_account"), ("申請の理由", "long_text"), ("同意します", "consent"), ("領収書の写し", "file"),
        ("使う期間", "period"), ("法人番号", "corporate_number"), ("ｅ－ｍａｉｌ", "email"), ("E-mail", "email"), ("愛称", "text"), ("個人番号", "my_number"),
    ],
)  # fmt: skip
def test_the_words_of_a_box_decide_its_type(label: str, type_: str) -> None:
    assert guess_type(label)[0] == type_


def test_options_are_chosen_from_and_one_alone_is_a_consent() -> None:
    assert [guess_type("区分", count)[0] for count in (2, 1)] == ["choice", "consent"]


def test_a_section_names_types_in_words_of_its_own_and_each_exists() -> None:
    assert {name: guess[0] for name, guess in TYPES.items() if guess[0] not in field_types()} == {}
    assert [named_type(words) for words in ("ﾌﾘｶﾞﾅ", "自由記述", "日付", "1つ選ぶ")] == [
        ("kana", {}), ("long_text", {"max": 1000}), ("date", {}), ("choice", {}),
    ]  # fmt: skip
    assert named_type("ロケット") is None
