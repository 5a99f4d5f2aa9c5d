"""What a procedure promises and demands beside its questions: settings, days, fee. Knows shapes and rules, no questions."""

from collections.abc import Mapping, Sequence

from forms.calendar import is_day
from forms.loading.guide_shape import GuideShape
from forms.loading.reading import Reading, key_place, place
from forms.loading.rules import Rules
from forms.loading.shape import DefinitionShape, FeeShape, SettingShape, WindowShape
from forms.loading.tree import Node
from forms.rules.expression import Expression
from forms.rules.faults import did_you_mean
from forms.rules.types import DATE, MONEY, NUMBER, YES_NO
from forms.terms import Due, Fee, Period, Window

_BY_TYPE: Mapping[str, type] = {"integer": int, "money": int, "yes_no": bool, "choice": str, "text": str, "date": str}
# Where a setting of the city may stand instead of a value, and its type.
_REFERENCES = (
    (("identity", "signature", "need"), "choice"),
    (("my_number", "how"), "choice"),
    (("time", "window", "from"), "date"),
    (("time", "window", "to"), "date"),
    (("time", "capacity"), "integer"),
)


def read_settings(
    reading: Reading, root: Node, shape: DefinitionShape | GuideShape | None
) -> Mapping[str, SettingShape]:
    """The settings by name, checked. Rules may name settings of a broken definition too: those that can be read alone."""
    if shape is None:
        read = {name: Reading("").shape(SettingShape, node) for name, node in root.part("settings").items()}
        return {name: one for name, one in read.items() if one is not None}
    for name, one in shape.settings.items():
        if (one.type == "choice") != bool(one.options):
            mark = key_place(root, ["settings", name])
            reading.complain(mark, "setting.options", "a choice, and nothing else, has options")
        elif not is_value(one.default, one.type, one.options):
            mark = place(root, ["settings", name, "default"])
            reading.complain(mark, "setting.default", f"the default is no {one.type} of this setting")
    _check_references(reading, root, shape.settings)
    if isinstance(shape, DefinitionShape):
        _check_scenarios(reading, root, shape)
    return shape.settings


def is_value(value: object, kind: str, options: Sequence[str] = ()) -> bool:
    """Whether a setting of this kind may have the value, whoever sets it."""
    if type(value) is not _BY_TYPE[kind] or (options and value not in options):
        return False
    return kind != "date" or is_day(str(value))


def _check_references(reading: Reading, root: Node, settings: Mapping[str, SettingShape]) -> None:
    for steps, kind in _REFERENCES:
        node: Node | None = root
        for step in steps:
            node = node.get(step) if node is not None else None
        name = str(node.value) if node is not None else ""
        if node is None or not name.startswith("city."):
            continue
        setting = settings.get(name.removeprefix("city."))
        if setting is None:
            guess = did_you_mean(name, [f"city.{one}" for one in settings])
            reading.complain(node.mark, "setting.unknown", f"no setting {name}{guess}")
        elif setting.type != kind:
            reading.complain(node.mark, "setting.type", f"{name} is {setting.type}, but {kind} is needed here")


def _check_scenarios(reading: Reading, root: Node, shape: DefinitionShape) -> None:
    """A scenario of a city that has set something otherwise: only what a city may set."""
    for number, scenario in enumerate(shape.scenarios):
        for name, value in scenario.city.items():
            setting = shape.settings.get(name)
            if setting is None:
                mark = key_place(root, ["scenarios", number, "city", name])
                reading.complain(mark, "setting.unknown", f"no setting {name}{did_you_mean(name, shape.settings)}")
            elif not is_value(value, setting.type, setting.options):
                mark = place(root, ["scenarios", number, "city", name])
                reading.complain(mark, "setting.type", f"{name} is {setting.type}, which {value} is not")


class Terms:
    """Days and fee of one definition."""

    def __init__(self, reading: Reading, rules: Rules, root: Node, shape: DefinitionShape | None) -> None:
        self.root = root
        self.rules = rules
        self.time = shape.time if shape is not None else None
        # Read once, so that what is wrong is told even where nothing is built.
        self.days = self.expression("time.period.days", NUMBER)
        self.on = self.expression("time.due", DATE)
        self.year = self.expression("time.window.year", NUMBER)
        self.amount = self.expression("fee.amount", MONEY)
        self.exempt = self.expression("fee.exempt.when", YES_NO)
        if self.time is not None and (self.time.due is None) != (self.time.certainty is None):
            lacks = "certainty" if self.time.certainty is None else "due"
            reading.complain(key_place(root, ["time"]), "key.missing", f"time.{lacks} is missing: write it here")

    def expression(self, where: str, want: object) -> Expression | None:
        node: Node | None = self.root
        for step in where.split("."):
            node = node.get(step) if node is not None else None
        return self.rules.expression(node, self.rules.everything, want)  # type: ignore[arg-type]

    def period(self) -> Period | None:
        said = self.time.period if self.time is not None else None
        if said is None:
            return None
        days = said.days if isinstance(said.days, int) else self.days
        return None if days is None else Period(said.kind, days, said.unit, said.stops, said.certainty, said.extension)

    def due(self) -> Due | None:
        if self.time is None or self.on is None:
            return None
        return Due(self.on, self.time.certainty or "assumed", self.time.late.say if self.time.late else "")

    def window(self) -> Window | None:
        said: WindowShape | None = self.time.window if self.time is not None else None
        return None if said is None else Window(said.from_ or "", said.to or "", said.say, self.year)

    def fee(self, said: FeeShape) -> Fee:
        evidence = said.exempt.evidence if said.exempt else ""
        return Fee(said.text, said.certainty, self.amount, self.exempt, evidence, said.paid, said.refund)
