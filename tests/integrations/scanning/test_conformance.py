"""Contract of every `Scanner`."""

import pytest

from integrations.scanning.clamav import ClamavScanner
from integrations.scanning.fake import SIGNATURE, TEST_MALWARE, FakeScanner
from integrations.sockets.interfaces import AdapterError, Scanner, Verdict
from tests.clamd import Clamd


@pytest.fixture(params=["fake", "unix", "tcp"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    if request.param == "fake":
        return FakeScanner()
    daemon: Clamd = request.getfixturevalue("daemon")
    return ClamavScanner(getattr(daemon, request.param))


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff" + bytes(100_000), "見本".encode()])
def test_what_is_clean_passes(scanner: Scanner, content: bytes) -> None:
    assert scanner.scan(content) == Verdict()
    assert scanner.scan(content).clean


@pytest.mark.parametrize("content", [SIGNATURE, b"%PDF-1.7\n" + bytes(70_000) + SIGNATURE + bytes(10)])
def test_what_is_found_is_named(scanner: Scanner, content: bytes) -> None:
    verdict = scanner.scan(content)
    assert not verdict.clean
    assert verdict.malware.startswith(TEST_MALWARE)


def test_it_says_that_it_is_there(scanner: Scanner) -> None:
    assert scanner.ready()


@pytest.mark.parametrize("away", ["fake", "unix", "tcp"])
def test_a_scanner_that_is_away_never_says_clean(away: str) -> None:
    scanner: Scanner = ClamavScanner("/nowhere/clamd.sock" if away == "unix" else "127.0.0.1:1")
    if away == "fake":
        scanner = fake = FakeScanner()
        assert fake.ready()
        fake.down = True
    assert not scanner.ready()
    with pytest.raises(AdapterError) as failed:
        scanner.scan(b"anything")
    assert (failed.value.code, failed.value.permanent) == ("SCANNER_UNAVAILABLE", False)
