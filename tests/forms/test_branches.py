"""Every rule of every definition leads both ways for somebody: what is asked is also not asked, what is refused is also taken."""

import random
from pathlib import Path

import pytest

from forms.loading import load
from forms.registry import field_types
from tests.forms.exploring import Explorer, worlds_of
from tests.forms.household import FORMS

SHIPPED = sorted(path for path in (FORMS / "procedures").glob("*.yaml") if "." not in path.stem)
ONE_WAY = {
    "gan-kenshin-yoyaku": [
        ("ask.stomach.warn.0", True),  # said of any answer at all, and asked only where there is one
        ("ask.chest.warn.0", True),  # as the one before
    ],
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_branch_is_gone_both_ways(path: Path) -> None:
    procedure = load(path, fields=field_types())
    explorer = Explorer(procedure, worlds_of(procedure), random.Random(1))
    assert explorer.explore() == ONE_WAY.get(procedure.id, [])
