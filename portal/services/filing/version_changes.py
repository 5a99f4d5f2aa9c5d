"""After a move to a newer version: changes, and old answers beside questions asked again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Answers
from forms.definition.field import Value


@dataclass(frozen=True)
class OldAnswer:
    shown: Mapping[str, str]
    value: Value | None  # stored answer if still valid


@dataclass(frozen=True)
class VersionChanges:
    """`source`: receipt number of the copied answers, or "". `untold`: unseen by the owner. `new`, `again`, `reworded`:
    question keys; `gone`: labels by language."""

    untold: bool = False
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    gone: tuple[Mapping[str, str], ...] = ()
    old: Mapping[str, OldAnswer] = field(default_factory=dict)
    source: str = ""

    def __bool__(self) -> bool:
        return self.untold or bool(self.old)

    def after(self, answers: Answers) -> "VersionChanges":
        left = {key: answer for key, answer in self.old.items() if key not in answers}
        return VersionChanges(old=left, source=self.source)

    @property
    def stored(self) -> dict[str, Any]:
        return {
            **vars(self),
            "gone": [dict(labels) for labels in self.gone],
            "old": {key: {"said": dict(answer.shown), "value": answer.value} for key, answer in self.old.items()},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "VersionChanges":
        lists = {name: tuple(stored[name]) for name in ("new", "again", "reworded", "gone")}
        old = {key: OldAnswer(answer["said"], answer["value"]) for key, answer in stored["old"].items()}
        return cls(untold=stored["untold"], old=old, source=stored.get("source", ""), **lists)


NOTHING = VersionChanges()
