"""Announcements; an emergency needs no restart."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from forms.city.announcements import Announcement
from forms.city.city import load_city
from portal.config import TREE
from portal.services.procedures import board
from portal.services.procedures.board import Board

MIHON = TREE / "forms" / "cities" / "mihon"
NOTED = """announcements:
  - {id: flood, kind: emergency, from: 2026-11-20, to: 2026-11-21, title: {ja: 大雨のお知らせ}}
  - {id: stop, kind: maintenance, from: 2026-11-19, to: 2026-11-20, title: {ja: 止まります}}
  - {id: news, kind: news, from: 2026-11-01, title: {ja: はじまりました}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(MIHON, tmp_path / "city")


def ids(announcements: list[Announcement]) -> list[str]:
    return [announcement.id for announcement in announcements]


def test_emergencies_and_stops_are_on_every_page_in_their_days(folder: Path) -> None:
    (folder / "announcements.yaml").write_text(NOTED, encoding="utf-8")
    board = Board(load_city(folder))
    assert ids(board.on_every_page(date(2026, 11, 20))) == ["flood", "stop"]
    assert ids(board.on_every_page(date(2026, 11, 22))) == []
    assert ids(board.now(date(2026, 11, 20))) == ["flood", "stop", "news"]
    assert ids(board.past(date(2026, 11, 22))) == ["flood", "stop"]
    assert ids(board.past(date(2027, 3, 1))) == []


def test_a_saved_emergency_is_reported_and_a_broken_file_keeps_what_was_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(board, "log_bug", lambda code, _error: logged.append(code))
    noticeboard = Board(load_city(folder))
    path = folder / "announcements.yaml"
    path.write_text(NOTED, encoding="utf-8")
    noticeboard.read_again()
    assert ids(noticeboard.on_every_page(date(2026, 11, 20))) == ["flood", "stop"]
    path.write_text("announcements: [", encoding="utf-8")
    noticeboard.read_again()
    noticeboard.read_again()
    assert ids(noticeboard.on_every_page(date(2026, 11, 20))) == ["flood", "stop"]
    assert logged == ["announcements"]
    path.unlink()
    noticeboard.read_again()
    assert noticeboard.on_every_page(date(2026, 11, 20)) == []
