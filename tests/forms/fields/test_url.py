from typing import Any

import pytest

from forms.fields.url import Url
from tests.forms.fields.asking import PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.jp", "http://example.jp/", "https://example.jp:8443/a?b=c&d#e", "https://見本.example/道?語=葉",
        "https://Www.Example.JP/Aa%E8%A6%8B", "https://xn--p8j0c.example/", "https://a-b.c.example/(1)",
    ],
)  # fmt: skip
def test_an_address_is_kept_as_typed(address: str) -> None:
    assert stored_value("url", f" {address}　\n") == address
    assert shown("url", address) == address


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.jp/a", "https://example.jp/a"),
        ("example.jp:8080", "https://example.jp:8080"),
        ("見本.example", "https://見本.example"),
        ("HTTP://example.jp", "http://example.jp"),
        ("ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｊｐ／ａ", "https://example.jp/a"),
        ("example。jp", "https://example.jp"),
    ],
)
def test_what_is_missing_before_it_is_added_and_every_width_is_read(typed: str, stored: str) -> None:
    assert stored_value("url", typed) == stored


@pytest.mark.parametrize(
    "typed", ["ftp://example.jp", "file:///etc/passwd", "javascript://example.jp", "htp://example.jp"]
)
def test_what_opens_anything_but_a_page_is_reported(typed: str) -> None:
    assert mistakes_of(ask("url", typed)) == [("url.other_scheme", "")]


@pytest.mark.parametrize(
    "typed",
    [
        "example", "https://", "https:/example.jp", "https://localhost/", "http://192.0.2.1/", "https://[::1]/", "https://[",
        "https://example.jp:port/", "https://example.jp:99999/", "https://example.jp:0/", "https://a@example.jp/",
        "javascript:alert(1)", "data:text/html,a", "mihon@example.jp", "example.jp a", "https://example.jp/\"<b>",
        "https://-a.example/", "https://a..example/", f"https://{'a' * 64}.example/", "https://example.jp\\a", "見本市",
    ],
)  # fmt: skip
def test_what_is_no_address_is_reported(typed: str) -> None:
    assert mistakes_of(ask("url", typed)) == [("url.unclear", "")]


def test_it_is_as_long_as_addresses_are() -> None:
    assert stored_value("url", "https://example.jp/" + "a" * 481)
    assert mistakes_of(ask("url", "https://example.jp/" + "a" * 482)) == [("box.too_long", "")]
    assert mistakes_of(ask("url", "example.jp/" + "a" * 482)) == [("box.too_long", "")]


def test_a_browser_can_fill_it_in() -> None:
    (part,) = Url().parts(PLAIN)
    assert (part.autocomplete, part.inputmode) == ("url", "url")
