"""Addresses find their page: by first word, in the order of declaration, by method; and what a page is handed."""

from collections.abc import AsyncIterator
from typing import Annotated

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from portal.web.page_route import Sent
from portal.web.router import Router

HAPPENED: list[str] = []


async def read(request: Request) -> str:
    return (await request.body()).decode()


async def hold(request: Request) -> AsyncIterator[str]:
    HAPPENED.append("taken")
    try:
        yield await read(request)
    finally:
        HAPPENED.append("given back")


def some_pages() -> Router:
    router = Router(prefix="/boxes/{box}")

    @router.get("/{size:row_number}")
    def show(_request: Request, box: str, size: int, colour: str = "red") -> Response:
        return PlainTextResponse(f"{box} {size + 1} {colour}")

    @router.get("/check")
    def check(_request: Request, box: str) -> Response:
        return PlainTextResponse(f"check {box}")

    @router.get("/{page}")
    def page(_request: Request, box: str, page: str) -> Response:
        return PlainTextResponse(f"page {box} {page}")

    @router.post("/check")
    def post(_request: Request, sent: Annotated[str, Sent(read)], box: str) -> Response:
        return PlainTextResponse(f"{sent} to {box}")

    @router.patch("/hold")
    def take(_request: Request, box: str, sent: Annotated[str, Sent(hold)]) -> Response:
        HAPPENED.append(f"answered {sent}")
        if sent == "bad":
            raise ValueError(box)
        return PlainTextResponse("")

    return router


@pytest.fixture
def browser() -> TestClient:
    app, everything = FastAPI(openapi_url=None, redirect_slashes=False), Router()
    everything.include_router(some_pages())
    app.router.routes.append(everything)
    HAPPENED.clear()
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("/boxes/a/7", "a 8 red"),
        ("/boxes/a/7?colour=blue&colour=green", "a 8 green"),
        ("/boxes/a/7?color=blue", "a 8 red"),
        ("/boxes/a/check", "check a"),
        ("/boxes/%E8%B5%A4/check", "check 赤"),
        ("/boxes/a/else", "page a else"),
        ("/boxes/a/12345678901", "page a 12345678901"),
    ],
)
def test_the_first_page_that_has_the_address_answers(browser: TestClient, address: str, answer: str) -> None:
    assert browser.get(address).text == answer


@pytest.mark.parametrize(
    "address",
    ["/", "/boxes", "/boxes/a", "/boxes/a/", "/boxes/a/check/", "/boxes/a/b/c", "/boxe/a/check", "//boxes/a/b"],
)
def test_what_is_no_page_is_not_found(browser: TestClient, address: str) -> None:
    assert browser.get(f"http://testserver{address}").status_code == 404


def test_a_page_that_has_the_address_and_another_method_says_so(browser: TestClient) -> None:
    for method, address in (("POST", "/boxes/a/7"), ("HEAD", "/boxes/a/check"), ("DELETE", "/boxes/a/check")):
        assert browser.request(method, address).status_code == 405
    assert browser.post("/boxes/a/hold").headers["allow"] == "GET", "the first that has the address"


def test_a_body_is_read_and_handed_over(browser: TestClient) -> None:
    assert browser.post("/boxes/a/check", content=b"hello").text == "hello to a"


@pytest.mark.parametrize("body", ["good", "bad"])
def test_what_is_held_for_a_body_is_given_back_when_the_answer_is_made(browser: TestClient, body: str) -> None:
    assert browser.patch("/boxes/a/hold", content=body).status_code == (200 if body == "good" else 500)
    assert ["taken", f"answered {body}", "given back"] == HAPPENED


def test_a_page_with_a_parameter_that_nothing_fills_in_is_refused_when_it_is_declared() -> None:
    def number(_request: Request, count: int = 1) -> Response:
        return PlainTextResponse(str(count))

    def lacking(_request: Request) -> Response:
        return PlainTextResponse("")

    with pytest.raises(TypeError, match="numbers: nothing fills in `count`"):
        Router().get("/numbers")(number)
    with pytest.raises(TypeError, match="lacking takes no count"):
        Router().get("/numbers/{count}")(lacking)
    with pytest.raises(TypeError, match="an address begins with a word"):
        Router().get("/{count:int}")(number)
