from collections.abc import Iterator

from forms.definition.expressions import expressions
from forms.definition.outcome import NOTICE_SETTING
from forms.definition.placeholders import placeholders
from forms.definition.procedure import Procedure
from forms.linting.finding import Check, Finding


def _unused(procedure: Procedure) -> Iterator[Finding]:
    if not procedure.settings:
        return
    used = {name for _, rule in expressions(procedure) for name in rule.names}
    if procedure.signature is not None:
        used.add(procedure.signature.need)
    if procedure.my_number is not None:
        used.add(procedure.my_number.how)
    if procedure.window is not None:
        used |= {procedure.window.from_, procedure.window.to}
    if procedure.budget is not None:
        used.add(f"city.{procedure.budget.setting}")
    if procedure.drawing is not None:
        used.add(str(procedure.drawing.places))
        slots = procedure.drawing.slots
        used |= set() if slots is None else {slots.from_, slots.to, str(slots.confirm)}
    used |= {str(procedure.capacity), f"city.{NOTICE_SETTING}"}
    used |= {str(number) for places in procedure.option_places.values() for number in places.values()}
    used |= {name for text in procedure.texts["ja"].values() for name in placeholders(text)}
    for name in procedure.settings:
        if f"city.{name}" not in used:
            text = f"nothing uses city.{name}: use it or remove it"
            yield Finding(f"settings.{name}", "lint.setting_unused", text, warning=True)


CHECKS: tuple[Check, ...] = (_unused,)
