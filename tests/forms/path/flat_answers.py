from collections.abc import Mapping
from typing import Any

from forms.definition.field import Value
from forms.definition.procedure import Procedure, full_name
from forms.path.nested_answers import Names, leaves


def flat(procedure: Procedure, tree: Mapping[str, Any]) -> dict[str, Value]:
    """Raises ValueError with unknown names."""
    names = Names.of(procedure)
    values = dict(leaves(names, tree))
    known = (key for key, value in values.items() if full_name(key) in procedure.by_name or names.lists(key, value))
    if unknown := sorted(values.keys() - set(known)):
        raise ValueError(f"there is no question {', '.join(unknown)}")
    return values
