"""An error of the server is a fault unless it says which outage it is."""

import httpx
import pytest

from portal.web.shared.words import words
from tests.torture.answer import fault, setback

FULL = words("ja")["refusal.disk_full.title"]


def answer(status: int, text: str = "", **headers: str) -> httpx.Response:
    return httpx.Response(status, text=text, headers=headers, request=httpx.Request("POST", "http://city/apply"))


def test_an_outage_with_its_sentence_and_a_time_is_no_fault() -> None:
    full = answer(503, f"<h1>{FULL}</h1>", **{"Retry-After": "120"})
    assert setback(full) == "503 disk_full"
    assert fault(full) == ""
    assert fault(answer(422)) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        answer(500),
        answer(500, FULL, **{"Retry-After": "120"}),
        answer(503, **{"Retry-After": "120"}),
        answer(503, FULL),
    ],
)
def test_an_error_without_its_sentence_is_a_fault(wrong: httpx.Response) -> None:
    assert fault(wrong).startswith(f"POST /apply was answered with {wrong.status_code}")
