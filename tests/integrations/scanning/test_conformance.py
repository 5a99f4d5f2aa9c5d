"""What every `Scanner` does."""

import pytest

from integrations.interfaces import AdapterError, Scanner, Verdict
from integrations.scanning.fake import FOUND, SIGNATURE, FakeScanner


@pytest.fixture
def scanner() -> Scanner:
    return FakeScanner()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff" + bytes(100_000), "見本".encode()])
def test_what_is_clean_passes(scanner: Scanner, content: bytes) -> None:
    assert scanner.scan(content) == Verdict()
    assert scanner.scan(content).clean


@pytest.mark.parametrize("content", [SIGNATURE, b"%PDF-1.7\n" + bytes(70_000) + SIGNATURE + bytes(10)])
def test_what_is_found_is_named(scanner: Scanner, content: bytes) -> None:
    verdict = scanner.scan(content)
    assert not verdict.clean
    assert verdict.found == FOUND


def test_a_scanner_that_is_away_never_says_clean() -> None:
    scanner = FakeScanner()
    assert scanner.ready()
    scanner.down = True
    assert not scanner.ready()
    with pytest.raises(AdapterError) as failed:
        scanner.scan(b"anything")
    assert (failed.value.code, failed.value.permanent) == ("SCANNER_UNAVAILABLE", False)
