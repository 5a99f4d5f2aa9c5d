"""One click in a running demo: the same process, the same address, the city of the beginning; another takes it back."""

import re
import sqlite3
from pathlib import Path

import httpx

from tests.portal.cli.conftest import few_procedures
from tests.servers import PATIENCE, running


def marked(database: Path) -> bool:
    with sqlite3.connect(database) as opened:
        mark = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'somebody_was_here'").fetchone()
    opened.close()
    return mark is not None


def press(browser: httpx.Client, page: str, name: str = "") -> None:
    form = page.partition('action="/mock/reset"')[2].partition("</form>")[0]
    boxes = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))
    assert boxes.keys() == {"csrf_token", "city", *filter(None, [name])}
    assert browser.post("/mock/reset", data=boxes).status_code == 303


def test_one_click_brings_the_city_of_the_beginning(tmp_path: Path) -> None:
    procedures = str(few_procedures(tmp_path / "procedures", "kaigo-hihokenshasho-saikofu", "juminhyo-utsushi"))
    with running(
        "demo", folder=tmp_path, KAKANAI_ENV="demo", KAKANAI_DEMO_CASES="6", KAKANAI_PROCEDURES=procedures
    ) as server:
        assert "4/4" in server.log
        database = tmp_path / "data" / "kakanai.sqlite"
        with sqlite3.connect(database) as opened:
            opened.execute("CREATE TABLE somebody_was_here (id)")
        opened.close()
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as browser:
            front = browser.get("/").text
            press(browser, front)
            page = browser.get("/mock/reset?done=1").text  # waits in the queue of the open listener
            assert "はじめの状態にもどしました" in page
            assert not marked(database)
            press(browser, front)  # a second click: what the first put aside stays
            press(browser, page, "back")
            assert browser.get("/").status_code == 200
            assert marked(database)
        assert server.stop() == 0
