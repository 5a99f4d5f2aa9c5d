"""Settings that a city could change without any effect."""

from collections.abc import Iterator

from forms.expressions import expressions
from forms.linting.said import Check, Said
from forms.procedure import Procedure


def _unused(procedure: Procedure) -> Iterator[Said]:
    used = {name for _, rule in expressions(procedure) for name in rule.names}
    if procedure.signature is not None:
        used.add(procedure.signature.need)
    if procedure.my_number is not None:
        used.add(procedure.my_number.how)
    if procedure.window is not None:
        used |= {procedure.window.from_, procedure.window.to}
    used.add(str(procedure.capacity))
    for name in procedure.settings:
        if f"city.{name}" not in used:
            text = f"nothing looks at city.{name}: use it, or take it out"
            yield Said(f"settings.{name}", "lint.setting_unused", text, warning=True)


CHECKS: tuple[Check, ...] = (_unused,)
