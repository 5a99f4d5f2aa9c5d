"""Where the reason is that a child was born, the day is the child's birthday: another one is warned of at once."""

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
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
