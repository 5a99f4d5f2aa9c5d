"""One click in a running demo: the same process, the same address, the city of the beginning; another takes it back."""

import sqlite3
from pathlib import Path

import httpx

from tests.servers import PATIENCE, running


def marked(database: Path) -> bool:
    with sqlite3.connect(database) as opened:
        found = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'somebody_was_here'").fetchone()
    opened.close()
    return found is not None


def press(browser: httpx.Client, page: str, **more: str) -> None:
    form = page.partition('action="/mock/reset"')[2]
    token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert all(f'name="{name}" value="{value}"' in form for name, value in more.items())
    assert browser.post("/mock/reset", data={"csrf_token": token, **more}).status_code == 303


def test_one_click_brings_the_city_of_the_beginning(tmp_path: Path) -> None:
    with running("demo", folder=tmp_path, KAKANAI_ENV="demo", KAKANAI_DEMO_CASES="25") as server:
        assert "25/25" in server.log
        database = tmp_path / "data" / "kakanai.sqlite"
        with sqlite3.connect(database) as opened:
            opened.execute("CREATE TABLE somebody_was_here (id)")
        opened.close()
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as browser:
            press(browser, browser.get("/").text)
            page = browser.get("/mock/reset?done=1").text  # waits in the queue of the open listener
            assert "はじめの状態にもどしました" in page
            assert not marked(database)
            press(browser, page, back="1")
            assert browser.get("/").status_code == 200
            assert marked(database)
        assert server.stop() == 0
