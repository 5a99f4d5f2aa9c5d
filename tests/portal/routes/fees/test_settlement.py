"""The page that compares the provider's file with the records."""

import re

import pytest
from httpx2 import Response

from portal.services.shared.installation import Installation
from tests.databases import Makers
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY
from tests.portal.world import add_member

PAGE = "/counter/till/settlement"
HEAD = "created,reporting_category,gross,fee,payment_metadata[number]\n"


@pytest.fixture
def database_url(makers: Makers) -> str:
    return makers["sqlite"].migrated()


def send(desk: StaffBrowser, content: bytes, name: str = "payout.csv") -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(PAGE))
    assert token
    return desk.client.post(PAGE, data={"csrf_token": token[1]}, files={"settlement": (name, content)})


def test_a_clerk_sees_what_differs_and_what_is_wrong_with_the_file(installation: Installation) -> None:
    desk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert PAGE in desk.get("/counter/till")
    compared = send(desk, f"{HEAD}2026-11-20,charge,500,18,{'0' * 32}\n".encode())
    assert compared.status_code == 200
    for words in ("1件、合わないところがあります", "支払いの番号 000000", "こちらの記録にありません", "482円"):
        assert words in compared.text
    assert "すべて合っています" in send(desk, f"{HEAD}2026-11-20,fee,-5,0,\n".encode()).text
    for content, words in (
        (b"a,b\n1,2", "精算のファイルとして読めません"),
        (HEAD.encode(), "ファイルに行がありません"),
    ):
        wrong = send(desk, content)
        assert (wrong.status_code, words in wrong.text) == (422, True)
    assert "ファイルを選んでください" in send(desk, b"", "").text


def test_a_member_who_takes_no_fees_sees_nothing_of_it(installation: Installation) -> None:
    exporter = at_desk(installation, add_member(installation, "miru", ("exporter", DUTY)))
    exporter.get(PAGE, status=403)
