"""A question as earlier answers make it."""

from dataclasses import replace

from forms.definition.procedure import Field, Wording
from forms.path.scope import Scope


def worded(field: Field, wording: Wording, scope: Scope) -> Field:
    code = scope.value(wording.by, wording.row)
    if code not in wording.labels:
        return field
    return replace(field, label=wording.labels[str(code)], label_path=f"{field.path}.wording.{code}")


def offered(field: Field, scope: Scope) -> Field:
    gone = [code for code, rule in field.offered_when.items() if rule.evaluate(scope) is not True]
    return replace(field, settings=field.settings.without(gone)) if gone else field
