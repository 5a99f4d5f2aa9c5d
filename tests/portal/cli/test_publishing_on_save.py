"""The running demo publishes saved definitions at once."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from forms.loading import short_hash
from integrations.http import trusted
from tests.databases import Makers
from tests.forms.loading.small import SMALL
from tests.portal.cli.conftest import Kakanai
from tests.servers import NOW, PATIENCE, Server, running

SMALL_HERE = SMALL.replace("duty: sample", "duty: care-qualification")
BLOCK = "format: 1\nblock: note\ntitle: ひとこと\nask:\n  - {id: said, type: text, label: ひとことどうぞ, max: 20}\n"
USE = "      - {use: note}\n"


def until(true: Callable[[], bool], describe: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, describe()
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "procedures"
    for place in (path, path / "blocks", path / "codes"):
        place.mkdir()
    (path / "small.yaml").write_text(SMALL_HERE)
    return path


@pytest.fixture
def demo(tmp_path: Path, folder: Path) -> Iterator[Server]:
    with running("demo", folder=tmp_path, KAKANAI_PROCEDURES=str(folder)) as server:
        yield server


def page(server: Server, language: str = "ja") -> str:
    return httpx.get(f"{server.url}/procedures/small", cookies={"kakanai_language": language}, verify=trusted()).text


def form(server: Server) -> str:
    with httpx.Client(base_url=server.url, follow_redirects=True, verify=trusted()) as somebody:
        return somebody.get("/apply/small").text


def test_a_saved_definition_is_on_the_page_and_a_change_taken_back_as_well(demo: Server, folder: Path) -> None:
    for title in ("見本の手続", "見本"):
        (folder / "small.yaml").write_text(SMALL_HERE.replace("title: 見本", f"title: {title}"))
        until(lambda title=title: f"<h1>{title}</h1>" in page(demo), lambda: page(demo) + demo.log)  # type: ignore[misc]
    assert f"{folder / 'small.yaml'}: small 1 is offered as it was saved." in demo.log


def test_a_new_definition_needs_no_restart_either(demo: Server, folder: Path) -> None:
    (folder / "other.yaml").write_text(SMALL_HERE.replace("procedure: small", "procedure: other"))
    until(lambda: httpx.get(f"{demo.url}/procedures/other", verify=trusted()).status_code == 200, lambda: demo.log)


def test_a_broken_file_is_reported_with_its_line_and_the_old_one_stays(demo: Server, folder: Path) -> None:
    (folder / "small.yaml").write_text(
        SMALL_HERE.replace("type: choice", "type: chioce").replace("見本です。", "新しい。")
    )
    line = SMALL_HERE[: SMALL_HERE.index("type: choice")].count("\n") + 1
    until(lambda: f"{folder / 'small.yaml'}:{line}:" in demo.log, lambda: demo.log)
    until(lambda: "Not published: what was offered before stays." in demo.log, lambda: demo.log)
    assert "見本です。" in page(demo)
    (folder / "small.yaml").write_text(SMALL_HERE.replace("見本です。", "なおした。"))
    until(lambda: "なおした。" in page(demo), lambda: demo.log)


def test_a_translation_a_block_and_a_code_list_are_published_with_who_uses_them(demo: Server, folder: Path) -> None:
    # Lint requires an English title and summary of a translated definition.
    (folder / "small.en.yaml").write_text(
        f'title: {{text: Sample, of: "{short_hash("見本")}"}}\nsummary: {{text: A sample., of: "{short_hash("見本です。")}"}}\n'
    )
    (folder / "small.easy.yaml").write_text(f'title: {{text: やさしい見本, of: "{short_hash("見本")}"}}\n')
    until(lambda: "やさしい見本" in page(demo, "easy"), lambda: demo.log)
    options = SMALL_HERE.index("        options:")
    (folder / "codes" / "why.yaml").write_text("format: 1\ncodes: why\noptions:\n  torn: 破れた\n")
    (folder / "small.yaml").write_text(SMALL_HERE[:options] + "        options: {codes: why}\n")
    until(lambda: "破れた" in form(demo) and "なくした" not in form(demo), lambda: demo.log)
    (folder / "codes" / "why.yaml").write_text("format: 1\ncodes: why\noptions:\n  torn: ちぎれた\n")
    until(lambda: "ちぎれた" in form(demo), lambda: demo.log)


def test_a_block_that_is_broken_holds_everything_back_until_it_is_mended(demo: Server, folder: Path) -> None:
    step = "  - step: ことば\n    id: words\n    use: note\n    as: mine\n"
    (folder / "blocks" / "note.yaml").write_text(BLOCK.replace("block: note", "block: noet"))
    (folder / "small.yaml").write_text(SMALL_HERE.split("steps:\n")[0] + "steps:\n" + step)
    until(lambda: f"{folder / 'blocks' / 'note.yaml'}:2:" in demo.log, lambda: demo.log)
    assert "ひとこと" not in form(demo)
    (folder / "blocks" / "note.yaml").write_text(BLOCK)
    until(lambda: "ひとことどうぞ" in form(demo), lambda: demo.log)


def test_each_of_several_processes_offers_what_another_published(
    tmp_path: Path, folder: Path, makers: Makers, kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = makers["postgresql"].empty()
    environment = {"KAKANAI_DATABASE_URL": address, "KAKANAI_PROCEDURES": str(folder)}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "small.yaml").write_text(
        SMALL_HERE.replace("version: 1", "version: 2").replace("title: 見本", "title: 第2版")
    )
    with (
        running("serve", folder=tmp_path, **environment) as first,
        running("serve", folder=tmp_path, **environment) as second,
    ):
        for name, value in {
            "ENV": "test", "NOW": NOW, "DATA": str(tmp_path / "data"), "DATABASE_URL": address,
            "PROCEDURES": str(elsewhere), "IDENTITY": "none",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"KAKANAI_{name}", value)
        ran = kakanai("procedures", "publish")
        assert (ran.status, ran.err) == (0, "")
        until(lambda: all("第2版" in page(server) for server in (first, second)), lambda: first.log)
