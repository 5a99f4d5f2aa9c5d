"""Whether known data can answer a question."""

from forms.definition.field import Value
from forms.definition.procedure import Field
from forms.fields.choice import code_of


def fits(field: Field, value: Value) -> bool:
    """A register may have more data or other codes."""
    try:
        typed = field.type.typed(value, field.settings)
    except (TypeError, KeyError, ValueError, AttributeError):
        return False
    codes = field.type.options(field.settings)
    return bool(typed) and (not codes or not isinstance(value, str) or code_of(value) in codes)
