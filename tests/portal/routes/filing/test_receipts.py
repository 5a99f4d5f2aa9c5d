"""The public check of receipts: open to everybody, without scripts; a hostile file gets only a verdict."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from integrations.signatures.own_key import read_certificates
from portal.app import make_app
from portal.routes.my_cases.documents import CHECKED
from portal.services.cases.cases import case_of_resident
from portal.services.filing.print_receipt import as_sent, print_receipt
from portal.services.shared.installation import Installation
from portal.web.shared.posting import TOKEN_FIELD
from tests.journeys.visitor import forms
from tests.portal.routes.guest_browser import BASE
from tests.portal.world import alice, file_application


@contextmanager
def anybody(installation: Installation) -> Iterator[TestClient]:
    with TestClient(make_app(installation, with_worker=False), base_url=BASE) as client:
        yield client


def check(client: TestClient, pdf: bytes) -> tuple[int, str]:
    page = client.get("/receipts").text
    token = next(dict(form.values)[TOKEN_FIELD] for form in forms(page) if form.multipart)
    response = client.post("/receipts", data={TOKEN_FIELD: token}, files={"file": ("a.pdf", pdf, "application/pdf")})
    return response.status_code, response.text


@pytest.fixture
def receipt(installation: Installation) -> tuple[str, bytes]:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.read() as unit:
        case = as_sent(unit, case_of_resident(installation, unit, session, number))
    return number, print_receipt(installation, case)


def test_a_receipt_is_reported_by_number_and_time_and_nothing_else_of_it(
    installation: Installation, receipt: tuple[str, bytes]
) -> None:
    number, pdf = receipt
    with anybody(installation) as client:
        status, page = check(client, pdf)
        assert (status, number in page, "変えられていません" in page) == (200, True, True)
        assert "髙見本" not in page
        certificate = client.get("/receipts/certificate.pem").content
    assert read_certificates(certificate).check(pdf).finding == "sound"


def test_a_hostile_file_gets_a_sentence(installation: Installation, receipt: tuple[str, bytes]) -> None:
    number, pdf = receipt
    with anybody(installation) as client:
        for bad, sentence in (
            (b"<script>alert(1)</script>", "これはPDFではありません。"),
            (b"", "これはPDFではありません。"),
            (b"%PDF-1.7", "電子署名がありません"),
            (pdf[:900] + b"!" + pdf[901:], "中身が変えられています"),
            (pdf + b"\n", "書き足されています"),
            (b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1), "大きいファイル"),
        ):
            status, page = check(client, bad)
            assert (status, sentence in page, number in page) == (200, True, False), sentence


def test_it_is_not_checked_without_end(installation: Installation) -> None:
    with anybody(installation) as client:
        statuses = [check(client, b"x")[0] for _ in range(CHECKED.tries + 1)]
    assert statuses == [200] * CHECKED.tries + [429]
