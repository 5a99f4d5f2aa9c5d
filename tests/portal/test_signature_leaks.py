"""What a signature tells of somebody, their password and their certificate stand nowhere in the clear: not in logs, addresses,
audit, nor in any file of the data folder but the practice cards themselves."""

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
# Of their cards alone: no procedure and no file of the tree has them.
PRACTICE = ("practice-cards", "practice-trust", "keys")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Server]:
    with running("demo", folder=tmp_path / "service", KAKANAI_LOG_LEVEL="debug") as server:
        yield server


def secrets_of(service: Server, person: str) -> list[bytes]:
    """Name, address and birthday as the card writes them; pieces of its certificate and of nothing else."""
    card = json.loads((service.folder / "data" / "practice-cards" / f"VC-{person}.json").read_text())
    der = b64decode("".join(card["certs"]["sign"]["pem"].split("-----")[2].split()))
    told = [card["surface"]["name"], card["surface"]["address"], card["surface"]["birth"]]
    piece = der[len(der) // 2 : len(der) // 2 + 24]
    return [*(text.encode() for text in told), piece, piece.hex().encode(), b64encode(der)[300:360]]


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
    assert b"ATTRIBUTE_MISMATCH" in log, "the log is empty: it is the search that broke"
    assert [one for one in planted if one in log] == []
    seen = "\n".join(address for address in witness.addresses if service.url in address) + "\n".join(witness.headers)
    assert [one for one in planted if one in seen.encode()] == []
    found = {}
    for path in (service.folder / "data").rglob("*"):
        if path.is_file() and path.relative_to(service.folder / "data").parts[0] not in PRACTICE:
            content = path.read_bytes()
            found[path.name] = [one for one in planted if one in content]
    assert "kakanai.sqlite" in found
    assert {name: marks for name, marks in found.items() if marks} == {}
