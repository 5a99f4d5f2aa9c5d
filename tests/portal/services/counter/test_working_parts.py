"""Notices to clerks about parts out of order."""

import pytest

from portal.services.counter import working_parts
from portal.services.counter.working_parts import still_works
from portal.services.paper.find_fonts import NoJapaneseFont


def states(**neighbours: str) -> dict[str, str]:
    return {part.name: part.state for part in still_works(None, neighbours)}


def test_a_neighbour_that_is_silent_is_named_with_the_way_to_go_on() -> None:
    (register,) = [part for part in still_works(None, {"register": "missing"}) if part.name == "住民票との照合"]
    assert register.state == "missing"
    assert "登録はできます" in register.without


def test_what_is_not_installed_is_not_called_broken() -> None:
    assert states(mail="ok")["メール"] == "ok"
    assert (states()["メール"], states()["カードの読み取り"]) == ("none", "none")


def test_without_a_japanese_typeface_printing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_font() -> None:
        raise NoJapaneseFont

    monkeypatch.setattr(working_parts, "faces", no_font)
    assert states()["印刷する紙（PDF）を作ること"] == "missing"
