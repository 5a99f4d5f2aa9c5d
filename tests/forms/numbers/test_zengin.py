"""全銀 spelling and accounts of ゆうちょ銀行."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.numbers.zengin import YuchoAccount, same_holder, yucho_account, zengin_kana
from tests.examples import examples


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("ミホン　タロウ", "ﾐﾎﾝ ﾀﾛｳ"),
        ("みほん　たろう", "ﾐﾎﾝ ﾀﾛｳ"),
        ("ﾐﾎﾝ ﾀﾛｳ", "ﾐﾎﾝ ﾀﾛｳ"),
        ("キュウヨ　イチロウ", "ｷﾕｳﾖ ｲﾁﾛｳ"),
        ("ジョー", "ｼﾞﾖ-"),
        ("パク　ジョン", "ﾊﾟｸ ｼﾞﾖﾝ"),
        ("ヴァン", "ｳﾞｱﾝ"),
        ("ヵヶヮヰヱヲ", "ｶｹﾜｲｴｵ"),
        ("カ）ミホン", "ｶ)ﾐﾎﾝ"),
        ("ｓｉｌｖａ　Ａｎａ", "SILVA ANA"),
        ("ミホン−シルバ", "ﾐﾎﾝ-ｼﾙﾊﾞ"),
        ("ミホン. Ａ/2", "ﾐﾎﾝ. A/2"),
        ("  ミホン   タロウ ", "ﾐﾎﾝ ﾀﾛｳ"),
        ("見本 太郎", ""),
        ("ヴァン・デル", ""),
        ("M&M", ""),
        ("", ""),
    ],
)
def test_a_holder_is_spelled_as_in_bank_files(name: str, spelled: str) -> None:
    assert zengin_kana(name) == spelled


@given(st.text(st.sampled_from("アガパァッョヴーみほんぎゃ ｱﾞﾟｰ-A9()./　゛ー"), max_size=12) | st.text(max_size=6))
@settings(derandomize=True, max_examples=examples(30))
def test_what_is_spelled_has_bank_signs_only_and_stays_as_it_is(text: str) -> None:
    spelled = zengin_kana(text)
    assert re.fullmatch(r"[ｱ-ﾝﾞﾟA-Z0-9()\-./ ]*", spelled)
    assert zengin_kana(spelled) == spelled


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("ミホン　タロウ", "ﾐﾎﾝﾀﾛｳ", True),
        ("みほん　きょうこ", "ミホン　キヨウコ", True),
        ("ミホン　タロウ", "ミホン　ハナコ", False),
        ("見本", "見本", False),
        ("", "", False),
    ],
)
def test_holders_are_compared_in_that_spelling(a: str, b: str, same: bool) -> None:
    assert same_holder(a, b) is same


@pytest.mark.parametrize(
    ("symbol", "number", "account"),
    [
        ("12345", "12345671", YuchoAccount("238", "二三八", "ordinary", "1234567")),
        ("17300", "19927651", YuchoAccount("738", "七三八", "ordinary", "1992765")),
        ("10010", "11", YuchoAccount("008", "〇〇八", "ordinary", "0000001")),
        ("00120", "12345", YuchoAccount("019", "〇一九", "current", "0012345")),
    ],
)
def test_a_yucho_account_becomes_one_that_banks_can_pay_into(symbol: str, number: str, account: YuchoAccount) -> None:
    assert yucho_account(symbol, number) == account


@pytest.mark.parametrize(
    ("symbol", "number"),
    [("22345", "12345671"), ("1234", "11"), ("12345", "12345678"), ("12345", "123456781"), ("12345", "1"),
     ("00120", "12345678"), ("00120", ""), ("１２３４５", "11"), ("12345", "")],
)  # fmt: skip
def test_what_is_no_yucho_account_is_none(symbol: str, number: str) -> None:
    assert yucho_account(symbol, number) is None
