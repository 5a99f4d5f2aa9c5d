"""Both branches of every rule are reachable."""

import random
from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from tests.examples import some
from tests.forms.exploring import Explorer, worlds_of
from tests.forms.household import FORMS

SHIPPED = sorted(path for path in (FORMS / "procedures").glob("*.yaml") if "." not in path.stem)
ONE_WAY = {
    "gan-kenshin-yoyaku": [
        ("ask.stomach.warn.0", True),  # holds for any answer, and is evaluated only with an answer
        ("ask.chest.warn.0", True),  # as above
    ],
    "hinanjo-toroku": [("ask.members.medicine.warn.0", True)],  # as above
    # Three answers at once.
    "hoiku-nintei-henko": [("ask.new_amount.warn.1", False), ("ask.new_amount.warn.2", False)],
    "kei-genmen": [("attach.mandate.when", True)],  # an agent comes to a counter alone, where few draws are
    "shiei-jutaku": [("ask.above.stop.when", True), ("ask.above.compute", True)],  # its scenarios have the income
    # Its scenarios have the city's list.
    "shitei-ko-henko": [("ask.pupils.wished.warn.0", False)],
    "taiiku-shisetsu-yoyaku": [("ask.light.when", True)],  # no hour of the evening is drawn
    "tenko-todoke": [("ask.pupils.wished_school.warn.0", False)],
}


@pytest.mark.uncounted
@pytest.mark.parametrize("path", some(SHIPPED, 24), ids=lambda path: path.stem)
def test_every_branch_is_gone_both_ways(path: Path) -> None:
    procedure = load(path, fields=field_types())
    explorer = Explorer(procedure, worlds_of(procedure), random.Random(1))
    assert explorer.explore() == ONE_WAY.get(procedure.id, [])
