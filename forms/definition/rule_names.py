"""Names of a rule: questions, the city's values, the person."""

# Apart from `forms.loading`, which a process with kept definitions never imports.

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from forms.definition.field import FieldType
from forms.definition.procedure import DOORS
from forms.numbers.calendar import is_day
from forms.rules.expression import Vocabulary
from forms.rules.types import DATE, MONEY, NUMBER, OTHER, TABLES, TEXT, YES_NO, Type, table_of

# Known about the person the application is about: the 基本4情報, the reading of the name, and family data of a
# register.
PRINCIPAL: Mapping[str, Type] = MappingProxyType(
    {
        "name": OTHER,
        "kana": OTHER,
        "birth": DATE,
        "sex": Type("choice", ("male", "female", "other", "unknown")),
        "address": OTHER,
        "is_guardian": YES_NO,
        "spouse.exists": YES_NO,
    }
)
_SETTINGS = {"integer": NUMBER, "money": MONEY, "yes_no": YES_NO, "text": TEXT, "date": DATE}
_BY_TYPE: Mapping[str, type] = {"integer": int, "money": int, "yes_no": bool, "choice": str, "text": str, "date": str}


class _Asked(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> FieldType: ...
    @property
    def settings(self) -> Any: ...


class TypedSetting(Protocol):
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Collection[str]: ...
    @property
    def default(self) -> Any: ...
    @property
    def of(self) -> str | None: ...


def names_of(questions: Iterable[_Asked], settings: Mapping[str, TypedSetting], repeats: frozenset[str]) -> Vocabulary:
    drafts = list(questions)
    asked = {draft.name: draft.type.rule_type(draft.settings) for draft in drafts}
    parts_of_answers = {
        f"{draft.name}.{part}": kind for draft in drafts for part, kind in draft.type.rule_parts(draft.settings).items()
    }
    city = {name: _type_of(shape) for name, shape in settings.items()}
    types: dict[str, Type] = {"today": DATE, "door": Type("choice", DOORS), **asked, **parts_of_answers}
    types |= {f"principal.{name}": kind for name, kind in PRINCIPAL.items()}
    types |= {f"city.{name}": kind for name, kind in city.items()}
    defaults = {f"city.{name}": shape.default for name, shape in settings.items()}
    return Vocabulary(types, frozenset(asked), defaults, repeats)


def _type_of(setting: TypedSetting) -> Type:
    if setting.type == "table" and setting.of in TABLES and isinstance(setting.default, dict):
        return table_of(TABLES[setting.of], tuple(setting.default))
    return _SETTINGS.get(setting.type) or Type("choice", tuple(setting.options))


def is_value(value: object, setting: TypedSetting) -> bool:
    """A table has exactly the default's rows: rules read them."""
    if isinstance(value, dict) and setting.type == "table":
        amounts = all(type(amount) is int for amount in value.values())
        return bool(value) and amounts and value.keys() == setting.default.keys()
    if type(value) is not _BY_TYPE.get(setting.type) or (setting.options and value not in setting.options):
        return False
    return setting.type != "date" or is_day(str(value))
