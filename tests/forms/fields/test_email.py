from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.fields.email import likely_meant
from tests.forms.fields.asking import JAPANESE, PLAIN, ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("taro@example.jp", "taro@example.jp"),
        (" ｔａｒｏ＠ＥＸＡＭＰＬＥ．ｊｐ ", "taro@example.jp"),
        ("Taro.Mihon+form@Mail.Example.JP", "Taro.Mihon+form@mail.example.jp"),
        (".a..b.@docomo.ne.jp", ".a..b.@docomo.ne.jp"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(typed: str, stored: str) -> None:
    assert stored_value("email", typed) == stored


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("taro.example.jp", "email.no_at"),
        ("taro@example", "email.unclear"),
        ("ta ro@example.jp", "email.unclear"),
        ("taro@exam_ple.jp", "email.unclear"),
        ("a@b@example.jp", "email.unclear"),
        ("太郎@example.jp", "email.unclear"),
        ("@example.jp", "email.unclear"),
        ("taro@-example.jp", "email.unclear"),
        ("t@" + "㏒." * 70 + "jp", "email.unclear"),  # one character each, "log" after NFKC
        ("t" * 255, "box.too_long"),
    ],
)
def test_what_is_no_address_is_reported(typed: str, key: str) -> None:
    assert mistakes_of(ask("email", typed)) == [(key, "")]


def test_an_address_of_254_characters_passes_and_of_255_not() -> None:
    longest = "t@" + ("a" * 61 + ".") * 4 + "jp"
    assert len(longest) == 252
    assert stored_value("email", "tt" + longest) == "tt" + longest
    assert mistakes_of(ask("email", "ttt" + longest)) == [("box.too_long", "")]


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("taro@gmai.com", "taro@gmail.com"),
        ("taro@docomo.ne.jo", "taro@docomo.ne.jp"),
        ("taro@gmail.com", ""),
        ("taro@example.jp", ""),
        ("taro@city.mihon.example", ""),
    ],
)
def test_a_slip_in_a_common_domain_is_offered_as_a_hint_and_stored_as_typed(address: str, meant: str) -> None:
    assert likely_meant(address) == meant
    assert stored_value("email", address) == address
    hints = field_types()["email"].hints(address, PLAIN)
    assert [JAPANESE.message(hint.key, **hint.arguments) for hint in hints] == (
        [f"{meant} ではありませんか。"] if meant else []
    )
