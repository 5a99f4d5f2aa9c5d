"""Without a verdict of the scanner a file waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from forms.messages import sentences
from integrations.sockets.interfaces import AdapterError, Cut, Remade, Unusable, Verdict
from portal.services.files.check_file import check_file
from portal.services.shared.installation import Installation

REMADE = Remade(b"remade", "image/jpeg")


@dataclass
class Checks:
    """A configurable scanner and remaker; `calls` holds the order."""

    clean: bool = True
    scan_fails: Exception | None = None
    remake_fails: Exception | None = None
    name: str = "checks"
    calls: list[str] = field(default_factory=list)

    def scan(self, content: bytes) -> Verdict:
        self.calls.append("scan")
        if self.scan_fails:
            raise self.scan_fails
        return Verdict("" if self.clean else "EICAR")

    def remake(self, content: bytes, media: str) -> Remade:
        self.calls.append("remake")
        if self.remake_fails:
            raise self.remake_fails
        return REMADE

    def turn(self, content: bytes) -> Remade:
        self.calls.append("turn")
        return REMADE

    def read(self, _content: bytes, _media: str) -> str:
        return ""

    def cut(self, content: bytes, _cuts: Sequence[Cut]) -> Remade:
        return Remade(content, "image/tiff")

    def draw(self, content: bytes, page: int, _dots: int = 0) -> Remade:
        self.calls.append("draw")
        return REMADE

    def ready(self) -> bool:
        return True


def check(installation: Installation, checks: Checks) -> Remade | str | None:
    return check_file(replace(installation, scanner=checks, remaker=checks), b"original", "image/jpeg")


def test_a_clean_file_is_encoded_again_after_its_scan(installation: Installation) -> None:
    checks = Checks()
    assert check(installation, checks) is REMADE
    assert checks.calls == ["scan", "remake"]


def test_an_infected_file_is_never_opened(installation: Installation) -> None:
    checks = Checks(clean=False)
    assert check(installation, checks) == "file.infected"
    assert checks.calls == ["scan"]


def test_without_a_scanner_nothing_is_opened_and_nothing_is_refused(installation: Installation) -> None:
    checks = Checks()
    assert check_file(replace(installation, scanner=None, remaker=checks), b"original", "image/jpeg") is None
    assert checks.calls == []


@pytest.mark.parametrize("why", ["active", "broken", "huge", "locked", "long", "not_text", "parcel"])
def test_an_unusable_file_is_refused_with_its_own_sentence(installation: Installation, why: str) -> None:
    key = check(installation, Checks(remake_fails=Unusable(why)))
    assert key == f"file.{why}"
    assert all(key in sentences(language) for language in ("ja", "easy"))


def failing(step: str, error: AdapterError) -> Checks:
    return Checks(scan_fails=error) if step == "scan" else Checks(remake_fails=error)


@pytest.mark.parametrize("step", ["scan", "remake"])
def test_an_outage_leaves_the_file_waiting_and_a_permanent_failure_refuses_it(
    installation: Installation, step: str
) -> None:
    verdicts = [
        check(installation, failing(step, AdapterError("CHECK_FAILED", permanent=permanent)))
        for permanent in (False, True)
    ]
    assert verdicts == [None, "file.not_checkable"]
