"""Reads settings, deadlines and fee."""

from collections.abc import Mapping

from forms.definition.predecessor import Predecessor
from forms.definition.procedure import Setting
from forms.definition.rule_names import is_value
from forms.definition.terms import Due, Fee, Period, Window, Withdrawal
from forms.loading.guide_shape import GuideShape
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, FeeShape, SettingShape, WindowShape, WithdrawShape
from forms.loading.tree import Node
from forms.rules.expression import Expression
from forms.rules.faults import did_you_mean
from forms.rules.types import DATE, MONEY, NUMBER, YES_NO

# Places where a setting of the city may replace a value, with its type.
_REFERENCES = (
    (("identity", "signature", "need"), "choice"),
    (("my_number", "how"), "choice"),
    (("time", "window", "from"), "date"),
    (("time", "window", "to"), "date"),
    (("time", "capacity"), "integer"),
    (("budget", "of"), "money"),
)


def read_settings(
    reading: Reading, root: Node, shape: DefinitionShape | GuideShape | None
) -> Mapping[str, SettingShape]:
    if shape is None:
        shapes = {name: Reading("").shape(SettingShape, node) for name, node in root.part("settings").items()}
        return {name: setting for name, setting in shapes.items() if setting is not None}
    for name, setting in shape.settings.items():
        if (setting.type == "choice") != bool(setting.options):
            mark = key_place(root, ["settings", name])
            reading.complain(
                mark, "setting.options", "`options` is required for a choice and allowed for no other type"
            )
        elif (setting.type == "table") != (setting.of is not None):
            mark = key_place(root, ["settings", name])
            reading.complain(mark, "setting.of", "`of` is required for a table and allowed for no other type")
        elif not is_value(setting.default, setting):
            mark = place(root, ["settings", name, "default"])
            reading.complain(mark, "setting.default", f"the default is not of type {setting.type}")
    _check_references(reading, root, shape.settings)
    if isinstance(shape, DefinitionShape):
        _check_scenarios(reading, root, shape)
    return shape.settings


def settings_of(shapes: Mapping[str, SettingShape]) -> dict[str, Setting]:
    return {
        name: Setting(
            name, shape.type, shape.default, shape.certainty, tuple(shape.options), shape.label or "",
            shape.options if isinstance(shape.options, dict) else {}, shape.of or "",
        )
        for name, shape in shapes.items()
    }  # fmt: skip


def _check_references(reading: Reading, root: Node, settings: Mapping[str, SettingShape]) -> None:
    for steps, kind in _REFERENCES:
        check_setting(reading, root.at(steps), settings, kind)


def check_setting(reading: Reading, node: Node | None, settings: Mapping[str, SettingShape], kind: str) -> None:
    """Of a value that may be `city.seats`."""
    name = str(node.value) if node is not None else ""
    if node is None or not name.startswith("city."):
        return
    setting = settings.get(name.removeprefix("city."))
    if setting is None:
        guess = did_you_mean(name, [f"city.{known}" for known in settings])
        reading.complain(node.mark, "setting.unknown", f"no setting {name}{guess}")
    elif setting.type != kind:
        reading.complain(node.mark, "setting.type", f"{name} is {setting.type}, but {kind} is needed here")


def _check_scenarios(reading: Reading, root: Node, shape: DefinitionShape) -> None:
    for number, scenario in enumerate(shape.scenarios):
        for name, value in scenario.city.items():
            setting = shape.settings.get(name)
            if setting is None:
                mark = key_place(root, ["scenarios", number, "city", name])
                reading.complain(mark, "setting.unknown", f"no setting {name}{did_you_mean(name, shape.settings)}")
            elif not is_value(value, setting):
                mark = place(root, ["scenarios", number, "city", name])
                reading.complain(mark, "setting.type", f"{name} must be {setting.type}, not {value}")


class Terms:
    def __init__(self, reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None) -> None:
        self.root = root
        self.rules = rules
        self.time = shape.time if shape is not None else None
        # Read here, so that errors are reported even if no procedure is built.
        self.days = self.expression("time.period.days", NUMBER)
        self.on = self.expression("time.due", DATE)
        self.year = self.expression("time.window.year", NUMBER)
        self.amount = self.expression("fee.amount", MONEY)
        self.exempt = self.expression("fee.exempt.when", YES_NO)
        self.until = self.expression("withdraw.until", DATE)
        if self.time is not None and (self.time.due is None) != (self.time.certainty is None):
            lacks = "certainty" if self.time.certainty is None else "due"
            reading.complain(key_place(root, ["time"]), "key.missing", f"time.{lacks} is missing: write it here")

        if shape is not None and shape.withdraw is not None and shape.kind == "reservation":
            text = (
                "until when a booked time may be given back is `change_days` in the city's calendar: remove `withdraw`"
            )
            reading.complain(key_place(root, ["withdraw"]), "withdraw.reservation", text)

    def expression(self, where: str, want: object) -> Expression | None:
        return self.rules.expression(self.root.at(where.split(".")), self.rules.everything, want)  # type: ignore[arg-type]

    def period(self) -> Period | None:
        shape = self.time.period if self.time is not None else None
        if shape is None:
            return None
        days = shape.days if isinstance(shape.days, int) else self.days
        return (
            None
            if days is None
            else Period(shape.kind, days, shape.unit, shape.stops, shape.certainty, shape.extension)
        )

    def due(self, follows: Predecessor | None) -> Due | None:
        if self.on is None and follows is not None and follows.by is not None:
            late = self.time.late.say if self.time is not None and self.time.late else ""
            say = self.time.due_say if self.time is not None else None
            return Due(follows.by, follows.certainty, late, say=say or "")
        if self.time is None or self.on is None:
            return None
        late = self.time.late.say if self.time.late else ""
        return Due(self.on, self.time.certainty or "assumed", late, self.time.source or "", self.time.due_say or "")

    def window(self) -> Window | None:
        shape: WindowShape | None = self.time.window if self.time is not None else None
        return None if shape is None else Window(shape.from_ or "", shape.to or "", shape.say, self.year)

    def withdraw(self, shape: WithdrawShape | None) -> Withdrawal | None:
        if shape is None or self.until is None:
            return None
        return Withdrawal(self.until, shape.say, shape.certainty)

    def fee(self, shape: FeeShape) -> Fee:
        evidence = shape.exempt.evidence if shape.exempt else ""
        decided = shape.decided or ""
        return Fee(
            shape.text, shape.certainty, self.amount, self.exempt, evidence, shape.paid, shape.refund, decided
        )  # fmt: skip
