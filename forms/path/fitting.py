"""Whether known data can answer a question."""

from forms.definition.field import Value
from forms.definition.procedure import Field


def fits(field: Field, value: Value) -> bool:
    """A register may have more data or other codes."""
    try:
        typed = field.type.typed(value, field.settings)
    except (TypeError, KeyError, ValueError, AttributeError):
        return False
    codes = field.type.options(field.settings)
    chosen = [part for part in (value if isinstance(value, list | tuple) else [value]) if isinstance(part, str)]
    return bool(typed) and (not codes or all(code in codes for code in chosen))
