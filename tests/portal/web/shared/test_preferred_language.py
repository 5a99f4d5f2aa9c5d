"""Accept-Language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.text.translations import LANGUAGES
from portal.web.shared.page import of_header, preferred_language

OFFERED = ("ja", *LANGUAGES)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("ja,en-US;q=0.9", "ja"),
        ("en;q=0.5, ja;q=0.9", "ja"),
        ("de-DE,de;q=0.9,en;q=0.7", "en"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-hans", "zh-Hans"),
        ("pt-BR", "pt"),
        ("tl-PH", "fil"),
        ("in", "id"),
        ("fr, de", ""),
        ("en;q=0", ""),
        ("en;q=much", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_the_first_of_a_browsers_languages_that_is_offered(header: str, language: str) -> None:
    assert preferred_language(header, OFFERED) == language


def test_a_language_that_the_city_does_not_offer_is_passed_over() -> None:
    assert preferred_language("vi, en;q=0.5", ("ja", "en")) == "en"


def test_of_long_headers_only_the_part_that_is_read_is_kept() -> None:
    of_header.cache_clear()
    headers = [f"vi;q=0.9,{'x' * 300},{number}" for number in range(3)]
    assert [preferred_language(header, OFFERED) for header in headers] == ["vi"] * 3
    assert of_header.cache_info().currsize == 1


@given(st.text(max_size=400))
def test_anything_may_be_sent(header: str) -> None:
    assert preferred_language(header, OFFERED) in ("", *OFFERED)
