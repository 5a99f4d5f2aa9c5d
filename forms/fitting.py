"""Whether what is known from elsewhere can be the answer to a question."""

from forms.field import Value
from forms.fields.choice import code_of
from forms.procedure import Field


def fits(field: Field, value: Value) -> bool:
    """Whether the type of the question can hold what is offered: a register may know more than is asked, and other codes."""
    try:
        typed = field.type.typed(value, field.settings)
    except (TypeError, KeyError, ValueError, AttributeError):
        return False
    codes = field.type.options(field.settings)
    return bool(typed) and (not codes or not isinstance(value, str) or code_of(value) in codes)
