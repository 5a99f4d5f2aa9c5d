"""One click in a running demo: the same process, the same address, the city of the beginning."""

import sqlite3
import time
from pathlib import Path

import httpx

from tests.servers import PATIENCE, running


def marked(database: Path) -> bool:
    with sqlite3.connect(database) as opened:
        found = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'somebody_was_here'").fetchone()
    opened.close()
    return found is not None


def test_one_click_brings_the_city_of_the_beginning(tmp_path: Path) -> None:
    with running("demo", folder=tmp_path, KAKANAI_ENV="demo", KAKANAI_DEMO_CASES="25") as server:
        assert "25/25" in server.log
        database = tmp_path / "data" / "kakanai.sqlite"
        with sqlite3.connect(database) as opened:
            opened.execute("CREATE TABLE somebody_was_here (id)")
        opened.close()
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as browser:
            asked = browser.get("/mock/reset").text
            token = asked.partition('name="csrf_token" value="')[2].partition('"')[0]
            assert browser.post("/mock/reset", data={"csrf_token": token}).status_code == 303
        deadline = time.monotonic() + PATIENCE
        while not database.exists() or marked(database):
            assert time.monotonic() < deadline, server.log
            time.sleep(0.05)
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as browser:  # waits in the queue of the open listener
            assert browser.get("/").status_code == 200
            assert browser.get("/mock/reset").status_code == 200
        assert server.stop() == 0
