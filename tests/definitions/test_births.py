"""Where the reason is that a child was born, the day is the child's birthday: another one is warned of at once."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.path import walk
from tests.forms.household import at_home
from tests.forms.story import procedure_of
from tests.shipped_once import PROCEDURES


def reasons(procedure: Procedure) -> set[str]:
    """Choices of which a birth of a child is one."""
    options = {field.id: getattr(field.settings, "options", {}) for field in procedure.fields}
    return {name for name, codes in options.items() if "born" in codes and "子どもが生まれた" in str(codes)}


def compared(procedure: Procedure, reason: str) -> bool:
    return any(
        {reason, field.id} < rule.that.names
        for field in procedure.fields
        if field.concept == "person.birth"
        for rule in (*field.must, *field.warn)
    )


def test_each_procedure_that_a_birth_leads_to_compares_both_days() -> None:
    shipped = load_folder(PROCEDURES, fields=field_types()).values()
    asked = [(procedure, reason) for procedure in shipped for reason in reasons(procedure)]
    assert len(asked) >= 4
    assert [procedure.id for procedure, reason in asked if not compared(procedure, reason)] == []


@pytest.mark.parametrize("is_mother", [True, False, None])
def test_a_father_with_his_card_is_not_filled_in_as_the_mother(is_mother: bool | None) -> None:
    card = {
        "name": {"full": "見本　太郎"},
        "kana": "ミホン　タロウ",
        "birth": "1994-04-12",
        "address": {"town": "中央"},
    }
    procedure = procedure_of("shussei-renraku")
    path = walk(procedure, {} if is_mother is None else {"is_mother": is_mother}, replace(at_home(), applicant=card))
    known = {name for name in path.known if name.startswith("mother.")}
    # They live together, so that the address is theirs.
    assert known == ({"mother.name", "mother.birth"} if is_mother else set()) | {"mother.address"}
