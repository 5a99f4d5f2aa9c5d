"""A signer's card data and password appear in the clear only in the practice cards."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.filing import sign_in
from tests.journeys.paying import ask_for_a_copy
from tests.journeys.signing import PASSWORD, WRONG, go_to_sign, sign
from tests.journeys.visitor import Visitor
from tests.portal.test_leaks import Witness
from tests.servers import Server, running

SIGNER, OTHER = "shisaku-kazuko", "shisaku-midori"
# People of the practice cards only: no other file of the repository names them.
PRACTICE = ("practice-cards", "practice-trust", "keys")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Server]:
    with running("demo", folder=tmp_path / "service", KAKANAI_LOG_LEVEL="debug") as server:
        yield server


def secrets_of(service: Server, person: str) -> list[bytes]:
    """Name, address and birthday of the card, and parts of its certificate."""
    card = json.loads((service.folder / "data" / "practice-cards" / f"VC-{person}.json").read_text())
    der = b64decode("".join(card["certs"]["sign"]["pem"].split("-----")[2].split()))
    surface = [card["surface"]["name"], card["surface"]["address"], card["surface"]["birth"]]
    piece = der[len(der) // 2 : len(der) // 2 + 24]
    return [*(text.encode() for text in surface), piece, piece.hex().encode(), b64encode(der)[300:360]]


def test_nothing_of_who_signs_is_written_down_in_the_clear(service: Server) -> None:
    with Visitor(service.url) as visitor:
        witness = Witness(visitor)
        sign_in(visitor, SIGNER)
        ask_for_a_copy(visitor)
        go_to_sign(visitor, SIGNER)
        visitor.press("署名する", {"pin": WRONG})
        visitor.press("やめる")
        sign(visitor, OTHER)  # somebody else's card is refused
        assert "ログインした人のカードではないようです" in visitor.text
        sign(visitor, SIGNER)
        assert visitor.path.startswith("/applications/"), visitor.text
    service.stop()
    planted = [PASSWORD.encode(), WRONG.encode(), *secrets_of(service, SIGNER), *secrets_of(service, OTHER)]
    log = service.log.replace("練習用のパスワードは", "").encode()
    assert b"ATTRIBUTE_MISMATCH" in log, "the log is empty: the search is broken"
    assert [secret for secret in planted if secret in log] == []
    requests = "\n".join(address for address in witness.addresses if service.url in address) + "\n".join(
        witness.headers
    )
    assert [secret for secret in planted if secret in requests.encode()] == []
    leaks = {}
    for path in (service.folder / "data").rglob("*"):
        if path.is_file() and path.relative_to(service.folder / "data").parts[0] not in PRACTICE:
            content = path.read_bytes()
            leaks[path.name] = [secret for secret in planted if secret in content]
    assert "kakanai.sqlite" in leaks
    assert {name: marks for name, marks in leaks.items() if marks} == {}
