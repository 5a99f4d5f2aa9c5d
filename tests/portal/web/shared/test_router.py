"""Routing to the most specific page with the method."""

from collections.abc import AsyncIterator
from typing import Annotated

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from portal.web.shared.access import anyone, signed_in
from portal.web.shared.router import LaterPage, Pages, Router, Sent

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
    router = Router("shared", prefix="/boxes/{box}", access=anyone(), waits=False)

    @router.get("/{page}")
    def page(_request: Request, box: str, page: str) -> Response:
        return PlainTextResponse(f"page {box} {page}")

    @router.get("/{number:row_number}.pdf")
    def pdf(_request: Request, box: str, number: int) -> Response:
        return PlainTextResponse(f"pdf {box} {number}")

    @router.get("/{size:row_number}")
    def show(_request: Request, box: str, size: int, colour: str = "red") -> Response:
        return PlainTextResponse(f"{box} {size + 1} {colour}")

    @router.get("/{page}/end")
    def end(_request: Request, box: str, page: str) -> Response:
        return PlainTextResponse(f"end {box} {page}")

    @router.get("/check")
    def check(_request: Request, box: str) -> Response:
        return PlainTextResponse(f"check {box}")

    @router.get("/files/{file:path}")
    def files(_request: Request, box: str, file: str) -> Response:
        return PlainTextResponse(f"file {box} {file}")

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
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.router.routes.append(Pages(some_pages().pages))
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
        ("/boxes/a/hold", "page a hold"),
        ("/boxes/a/7.pdf", "pdf a 7"),
        ("/boxes/a/7.pdf2", "page a 7.pdf2"),
        ("/boxes/a/check/end", "end a check"),
        ("/boxes/a/files/end", "file a end"),
        ("/boxes/a/files/b/c", "file a b/c"),
        ("/boxes/a/1%0A", "page a 1\n"),
        ("/boxes/a/12345678901", "page a 12345678901"),
    ],
)
def test_the_most_specific_page_of_the_method_answers(browser: TestClient, address: str, answer: str) -> None:
    assert browser.get(address).text == answer


@pytest.mark.parametrize(
    "address",
    ["/", "/boxes", "/boxes/a", "/boxes/a/", "/boxes/a/check/", "/boxes/a/b/c", "/boxe/a/check", "//boxes/a/b"],
)
def test_what_is_no_page_is_not_found(browser: TestClient, address: str) -> None:
    assert browser.get(f"http://testserver{address}").status_code == 404


def test_a_page_that_has_the_address_and_another_method_says_so(browser: TestClient) -> None:
    for method, address in (("POST", "/boxes/a/7"), ("DELETE", "/boxes/a/check")):
        assert browser.request(method, address).status_code == 405
    assert browser.delete("/boxes/a/check").headers["allow"] == "GET, HEAD, POST"
    assert browser.delete("/boxes/a/hold").headers["allow"] == "PATCH", "the methods of the most specific page"


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

    router = Router("shared", access=anyone(), waits=False)
    with pytest.raises(TypeError, match="numbers: nothing fills in `count`"):
        router.get("/numbers")(number)
    with pytest.raises(TypeError, match="lacking takes no count"):
        router.get("/numbers/{count}")(lacking)
    with pytest.raises(TypeError, match="an address begins with a word"):
        router.get("/{count:int}")(number)


def test_two_pages_with_the_same_addresses_are_refused_when_they_are_declared() -> None:
    def page(_request: Request, part: str) -> Response:
        return PlainTextResponse(part)

    def twice(first: str, second: str) -> None:
        router = Router("shared", access=anyone(), waits=False)
        router.get(first)(page)
        router.get(second)(page)
        Pages(router.pages)

    with pytest.raises(TypeError, match=r"GET /a/{part} matches the same addresses as /a/{part}"):
        twice("/a/{part}", "/a/{part}")
    with pytest.raises(TypeError, match=r"{part:int} and {part:row_number} match the same addresses"):
        twice("/a/{part:row_number}/b", "/a/{part:int}/b")
    with pytest.raises(TypeError, match="match the same addresses"):
        twice("/a/x{part}", "/a/{part}.pdf")
    twice("/a/{part}.csv", "/a/{part}.pdf")


def test_a_page_that_says_nothing_of_who_may_ask_for_it_is_refused_when_it_is_declared() -> None:
    router = Router("staff", prefix="/desk")
    with pytest.raises(TypeError, match="GET /desk/board declares no access"):
        router.get("/board")


def test_a_form_that_nothing_reads_is_refused_when_it_is_declared() -> None:
    """The reader of a form checks its token."""

    def press(_request: Request) -> Response:
        return PlainTextResponse("")

    with pytest.raises(TypeError, match="POST /press reads nothing of what is sent"):
        Router("shared", access=anyone(), waits=False).post("/press")(press)


def test_a_page_that_has_not_asked_who_is_signed_in_answers_nothing() -> None:
    router = Router("shared", waits=False)

    @router.get("/mine", access=signed_in())
    def mine(_request: Request) -> Response:
        return PlainTextResponse("secret")

    app = FastAPI()
    app.router.routes.append(Pages(router.pages))
    with pytest.raises(RuntimeError, match="answered without asking"):
        TestClient(app).get("/mine")


def test_addresses_share_their_words() -> None:
    first, second = LaterPage("no.module", "GET", "/cases/{number}"), LaterPage("no.module", "GET", "/cases/new")
    assert first.segments[0] is second.segments[0]
