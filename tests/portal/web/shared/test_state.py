"""Cookies: HttpOnly, bound to this host under TLS, one secret per browser."""

from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from starlette.requests import Request
from starlette.responses import Response

from portal.services.shared.installation import Installation
from portal.web.shared.state import (
    BROWSER,
    RESIDENT,
    browser_of,
    drop_cookie,
    is_page,
    keep_browser,
    read_cookie,
    set_cookie,
)
from tests.portal.web.asking import request


@pytest.fixture
def secure(installation: Installation) -> Installation:
    settings = installation.settings.model_copy(update={"public_url": "https://city.example"})
    return replace(installation, settings=settings)


def answered(response: Response) -> list[str]:
    return [value.decode() for name, value in response.raw_headers if name == b"set-cookie"]


def parts(line: str) -> set[str]:
    return {part.strip().lower() for part in line.split(";")[1:]}


def test_under_tls_the_browser_binds_it_to_this_host(secure: Installation) -> None:
    response = Response()
    set_cookie(request(secure), response, RESIDENT, "secret")
    (line,) = answered(response)
    assert line.startswith("__Host-resident=secret;")
    assert parts(line) == {"httponly", "path=/", "samesite=lax", "secure"}


def test_without_tls_it_has_another_name_and_is_as_closed(installation: Installation) -> None:
    response = Response()
    set_cookie(request(installation), response, RESIDENT, "secret", days=2)
    (line,) = answered(response)
    assert line.startswith("kakanai_resident=secret;")
    assert parts(line) == {"httponly", "path=/", "samesite=lax", "max-age=172800"}


def test_a_cookie_for_the_other_name_is_not_read(installation: Installation, secure: Installation) -> None:
    planted = request(secure, cookies={"resident": "planted"})
    assert read_cookie(planted, RESIDENT) == ""
    assert read_cookie(request(installation, cookies={"resident": "own"}), RESIDENT) == "own"


def test_dropping_it_says_the_same_name_and_an_end(secure: Installation) -> None:
    response = Response()
    drop_cookie(request(secure), response, RESIDENT)
    (line,) = answered(response)
    assert SimpleCookie(line)["__Host-resident"].value == ""
    assert {"max-age=0", "secure", "path=/", "httponly"} <= parts(line)


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({"sec-fetch-dest": "document", "accept": "*/*"}, True),
        ({"sec-fetch-dest": "empty", "accept": "text/html"}, False),
        ({"sec-fetch-dest": "style"}, False),
        ({"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, True),
        ({"accept": "*/*"}, False),
        ({}, False),
    ],
)
def test_a_page_is_what_a_person_opens(installation: Installation, headers: dict[str, str], page: bool) -> None:
    assert is_page(request(installation, headers=headers)) is page
    assert not is_page(request(installation, headers=headers, body=[b"x"]))


def test_a_new_browser_gets_one_secret_for_the_whole_request(installation: Installation) -> None:
    asked: Request = request(installation)
    secret = browser_of(asked)
    assert browser_of(asked) == secret
    assert browser_of(request(installation)) != secret
    response = Response()
    keep_browser(asked, response)
    assert SimpleCookie(answered(response)[0])["kakanai_browser"].value == secret


def test_a_known_browser_keeps_its_secret_and_is_not_sent_it_again(installation: Installation) -> None:
    asked = request(installation, cookies={BROWSER: "known"})
    assert browser_of(asked) == "known"
    response = Response()
    keep_browser(asked, response)
    assert answered(response) == []
