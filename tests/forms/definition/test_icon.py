"""Drawings that a city or a definition may name."""

from forms.definition.icon import ICONS
from portal.config import TREE


def test_each_is_drawn_beside_words_only() -> None:
    drawn = (TREE / "templates" / "parts" / "icon.html").read_text()
    assert [icon for icon in ICONS if f'"{icon}": ' not in drawn] == []
    assert len(ICONS) >= 30
