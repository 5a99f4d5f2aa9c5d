"""A form's mark identifies its second submission."""

import pytest

from portal.errors import BadRequest
from portal.services.shared.form_mark import demand_form, new_form


def test_each_form_has_its_own_mark_and_it_is_taken() -> None:
    marks = {new_form() for _ in range(100)}
    assert len(marks) == 100
    for mark in marks:
        demand_form(mark)


@pytest.mark.parametrize(
    "mark", ["", "a" * 15, "a" * 65, "a" * 15 + "é", "a" * 16 + "\n", "a b" * 8, "' OR 1=1 --aaaa"]
)
def test_a_mark_that_is_not_ours_is_refused(mark: str) -> None:
    with pytest.raises(BadRequest):
        demand_form(mark)
