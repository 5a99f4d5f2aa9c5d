"""What came to the language later is used by a shipped procedure, with examples."""

from collections.abc import Callable

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.library import SHIPPED

USED: dict[str, Callable[[Procedure], object]] = {
    "hosogu-shikyu": lambda it: any(field.stop for field in it.fields),  # a figure that ends it
    "shiei-jutaku": lambda it: it.drawing and any(field.hidden for field in it.fields),
    "sports-kyoshitsu": lambda it: it.drawing,
    "shisetsu-chusen": lambda it: it.drawing and it.drawing.slots and it.drawing.tickets,
    "jokaso-kofu": lambda it: it.budget,
    "jokaso-jisseki": lambda it: it.follows and it.follows.procedure == "jokaso-kofu" and it.follows.settles,
    "kaigo-futan-gendogaku": lambda it: it.follows and it.follows.procedure == "yokaigo-nintei" and it.follows.answers,
    "kaigo-kogaku": lambda it: it.follows and it.follows.procedure == "kaigo-futan-gendogaku" and it.follows.answers,
    "jokaso-seikyu": lambda it: it.follows and it.follows.procedure == "jokaso-jisseki",
}


@pytest.mark.parametrize("name", USED)
def test_it_is_shipped_and_has_an_example_that_can_be_sent_and_another(name: str) -> None:
    procedure = load(SHIPPED / "procedures" / f"{name}.yaml", fields=field_types())
    assert USED[name](procedure)
    assert len(procedure.scenarios) >= 2
    assert any(scenario["expect"].get("complete") for scenario in procedure.scenarios)
