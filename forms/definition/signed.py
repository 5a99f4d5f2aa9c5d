# A version of which the section signed every assumed line (D394): nothing in it is shown as assumed. No file may say
# so of itself: the shape of a definition knows the three of CERTAINTIES.

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from types import MappingProxyType
from typing import Any

from forms.definition.field import FieldType
from forms.definition.placeholders import blanks
from forms.definition.procedure import Procedure
from forms.rules.expression import Expression

SIGNED = "signed"
_ASSUMED = "assumed"
_PLAIN = frozenset({"texts", "stale", "marks", "canonical", "scenarios", "because"})


def as_signed(procedure: Procedure) -> Procedure:
    # Keeps `meaning`, that of the published version, and where its texts have blanks.
    signed: Procedure = _signed(procedure)
    if signed is not procedure:
        vars(signed)["blanks"] = blanks(procedure)
    return signed


def _signed(value: Any) -> Any:
    # What says nothing of certainty stays the same object: cities of a joint installation share it.
    kind: type = type(value)
    if kind is tuple:
        parts = tuple(map(_signed, value))
        return value if all(map(is_, parts, value)) else parts
    if kind is dict or kind is MappingProxyType:
        changed = _changed(value, value)
        made = {**value, **changed}
        return value if not changed else made if kind is dict else MappingProxyType(made)
    names = _names(kind)
    if not names:
        return value
    own = vars(value)  # without what the class has
    changed = _changed(own, (name for name in names if name in own))
    if getattr(value, "certainty", "") == _ASSUMED:
        changed["certainty"] = SIGNED
    return replace(value, **changed) if changed else value


def _changed(parts: Mapping[Any, Any], names: Iterable[Any]) -> dict[Any, Any]:
    return {name: new for name in names if (new := _signed(old := parts[name])) is not old}


@cache
def _names(kind: type) -> tuple[str, ...]:
    # Of the parts that may have a certainty, or it itself.
    if not is_dataclass(kind) or issubclass(kind, Expression | FieldType):
        return ()
    return tuple(f.name for f in fields(kind) if f.init and f.name not in _PLAIN)
