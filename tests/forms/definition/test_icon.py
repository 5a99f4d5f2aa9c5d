"""Drawings that a city or a definition may name."""

from typing import get_args

from forms.definition.icon import Icon
from portal.config import TREE


def test_each_is_drawn_beside_words_only() -> None:
    drawn = (TREE / "templates" / "parts" / "icon.html").read_text()
    icons = get_args(Icon)
    assert [icon for icon in icons if f'"{icon}": ' not in drawn] == []
    assert len(icons) >= 30
