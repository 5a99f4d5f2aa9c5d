"""Forms of the service's own pages."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from portal.errors import BadRequest, ForgedPost, TooLarge
from portal.services.shared.installation import Installation
from portal.web.shared.posting import MOST_BYTES, MOST_FIELDS, first, read_post, whole
from tests.portal.web.asking import FORM, HOST, post, request, token

ALICE = {"browser": "alices-phone", "resident": "alices-session"}


def own(installation: Installation, *boxes: tuple[str, str]) -> list[tuple[str, str]]:
    return [("csrf_token", token(installation, **ALICE)), *boxes]


def test_our_own_form_is_read(installation: Installation) -> None:
    posted = post(installation, own(installation, ("a", "一"), ("b", ""), ("a", "二")), cookies=ALICE)
    assert posted == {"a": ["一", "二"], "b": [""]}
    assert (first(posted, "a"), first(posted, "b"), first(posted, "c")) == ("一", "", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=10))
def test_what_was_typed_comes_out_as_it_was(installation: Installation, boxes: list[tuple[str, str]]) -> None:
    kept = [(name, value) for name, value in boxes if name != "csrf_token"]
    posted = post(installation, own(installation, *kept), cookies=ALICE)
    assert {name: [value for other, value in kept if other == name] for name, _ in kept} == posted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_calmly(installation: Installation, body: bytes) -> None:
    with pytest.raises((BadRequest, ForgedPost)):
        post(installation, body, cookies=ALICE)


def test_without_the_token_of_this_browser_nothing_is_read(installation: Installation) -> None:
    good = token(installation, **ALICE)
    for wrong in ("", "x", good[:-1], good.upper(), "あ", "\0"):
        with pytest.raises(ForgedPost):
            post(installation, [("csrf_token", wrong), ("a", "1")], cookies=ALICE)
    with pytest.raises(ForgedPost):
        post(installation, [("a", "1")], cookies=ALICE)


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {"browser": "mallorys-phone", "resident": "alices-session"},
        {"browser": "alices-phone", "resident": "bobs-session"},
        {"browser": "alices-phone"},  # after signing out
        {"browser": "alices-phone", "resident": "alices-session", "staff": "session"},
        {"browser": "alices-phone\0alices-session"},
    ],
)
def test_a_token_is_worth_nothing_to_another_browser_or_sign_in(
    installation: Installation, cookies: dict[str, str]
) -> None:
    with pytest.raises(ForgedPost):
        post(installation, own(installation), cookies=cookies)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "SAME-ORIGIN "])
def test_what_the_browser_says_comes_from_elsewhere_is_refused(installation: Installation, site: str) -> None:
    with pytest.raises(ForgedPost):
        post(installation, own(installation), cookies=ALICE, headers={"sec-fetch-site": site})


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "null", "", f"https://{HOST}.evil.example", f"https://{HOST}:8443", "http://[",
        f"https://evil.example@{HOST}x", "https://\u00e9",
    ],
)  # fmt: skip
def test_another_origin_is_refused_however_it_is_written(installation: Installation, origin: str) -> None:
    with pytest.raises(ForgedPost):
        post(installation, own(installation), cookies=ALICE, headers={"origin": origin})


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": f"https://{HOST}"},
        {"sec-fetch-site": "none"},
        {"origin": f"http://{HOST}"},
    ],
)
def test_our_own_origin_is_taken(installation: Installation, headers: dict[str, str]) -> None:
    assert post(installation, own(installation), cookies=ALICE, headers=headers) == {}


@pytest.mark.parametrize("kind", ["", "multipart/form-data; boundary=x", "text/plain", "application/json"])
def test_another_kind_of_body_is_no_form_of_ours(installation: Installation, kind: str) -> None:
    with pytest.raises(BadRequest):
        post(installation, own(installation), cookies=ALICE, headers={"content-type": kind})
    assert (
        post(installation, own(installation), cookies=ALICE, headers={"content-type": f"{FORM}; charset=UTF-8"}) == {}
    )


def test_a_body_that_no_form_of_ours_has_is_not_read_to_its_end(installation: Installation) -> None:
    largest = MOST_BYTES - len("csrf_token=&a=") - 64
    assert post(installation, own(installation, ("a", "x" * largest)), cookies=ALICE)
    with pytest.raises(TooLarge):
        post(installation, own(installation, ("a", "x" * (largest + 1))), cookies=ALICE)
    sent = request(installation, headers={"content-type": FORM}, body=[b"x"])
    read = 0

    async def counted() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    with pytest.raises(TooLarge):
        asyncio.run(read_post(Request(sent.scope, counted)))
    assert read == MOST_BYTES // 65_536 + 1


def test_more_boxes_than_any_form_has_are_refused(installation: Installation) -> None:
    boxes = [("a", "")] * (MOST_FIELDS - 1)
    assert len(post(installation, own(installation, *boxes), cookies=ALICE)["a"]) == MOST_FIELDS - 1
    with pytest.raises(BadRequest):
        post(installation, own(installation, *boxes, ("a", "")), cookies=ALICE)


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xe3\x81\x82", b"a=%e3%81"])
def test_bytes_that_are_no_text_are_refused(installation: Installation, body: bytes) -> None:
    with pytest.raises(BadRequest):
        post(installation, body, cookies=ALICE)


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "１", "²", "1234567890"])
def test_only_a_whole_number_in_ascii_of_so_many_digits_is_one(typed: str) -> None:
    assert whole(typed) is None
    assert whole("012", 3) == 12
