"""A saved definition is offered after its checks."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.config import load_settings
from portal.services.procedures.offer_published import offer_published
from portal.services.procedures.publish_on_save import PublishOnSave
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.portal.services.procedures.test_publish_folder import FLAWS, SMALL

NEW_TITLE = ("title: 文字の質問", "title: 新しい題")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "procedures").mkdir()
    return Path(shutil.copy(SMALL, tmp_path / "procedures"))


@pytest.fixture
def service(tmp_path: Path, file: Path) -> Iterator[Installation]:
    made = install(load_settings(env="test", data=tmp_path / "data", procedures=file.parent, identity="none"))
    yield made
    made.database.close()


@pytest.fixture
def save(service: Installation, file: Path) -> Callable[[str], tuple[str, str]]:
    """Returns the offered title and the report."""
    reported: list[str] = []
    publish = PublishOnSave(service, reported.append)
    clock = iter(range(1, 100))

    def save(text: str) -> tuple[str, str]:
        reported.clear()
        file.write_text(text, encoding="utf-8")
        # The file system's clock may be too coarse to distinguish two saves.
        modified = file.stat().st_mtime_ns + next(clock) * 10**9
        os.utime(file, ns=(modified, modified))
        publish(service)
        publish(service)
        offer_published(service)
        return service.catalogue.current("field-text").title, "\n".join(reported)

    return save


@pytest.mark.parametrize("flaw", FLAWS.values(), ids=FLAWS)
def test_what_fails_its_checks_keeps_the_former_version_until_it_is_mended(
    save: Callable[[str], tuple[str, str]], file: Path, flaw: tuple[str, str, str]
) -> None:
    former = file.read_text("utf-8")
    better = former.replace(*NEW_TITLE)
    title, reported = save(better.replace(*flaw[:2]))
    assert title == "文字の質問"
    assert f"[{flaw[2]}]" in reported
    assert f"{file}:" in reported
    assert "公開していません。前のものが残ります。" in reported
    assert "Not published: what was offered before stays." in reported
    assert "is offered as it was saved" not in reported
    title, reported = save(better)
    assert title == "新しい題"
    assert "field-text 1 is offered as it was saved." in reported


def test_a_warning_is_reported_and_bars_nothing(save: Callable[[str], tuple[str, str]], file: Path) -> None:
    title, reported = save(file.read_text("utf-8").replace(*NEW_TITLE).partition("scenarios:")[0])
    assert title == "新しい題"
    assert ": 注意：例が2つより少ないです。ふつうの例と、例外の例を書いてください。 [lint.scenarios]\n    " in reported
