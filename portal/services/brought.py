"""What the owner of a draft is to see after it was moved to a newer version: once what changed, and beside each question
that is asked again the old answer, until there is a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.answers import Answers
from forms.field import Value


@dataclass(frozen=True)
class OldAnswer:
    """`said`: in words, by language. `value`: the stored answer if it can be given again, else None."""

    said: Mapping[str, str]
    value: Value | None


@dataclass(frozen=True)
class Brought:
    """`source`: the receipt number of the application whose answers these are, "" of the draft's own earlier version.
    `untold`: the owner has not gone on since. `new`, `again` and `reworded` are keys of questions, `gone` labels of
    questions that are not asked any more, by language."""

    untold: bool = False
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    gone: tuple[Mapping[str, str], ...] = ()
    old: Mapping[str, OldAnswer] = field(default_factory=dict)
    source: str = ""

    def __bool__(self) -> bool:
        return self.untold or bool(self.old)

    def after(self, answers: Answers) -> "Brought":
        """Once something was saved: it was told, and what was answered is in doubt no more."""
        left = {key: one for key, one in self.old.items() if key not in answers}
        return Brought(old=left, source=self.source)

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            **vars(self),
            "gone": [dict(labels) for labels in self.gone],
            "old": {key: {"said": dict(one.said), "value": one.value} for key, one in self.old.items()},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Brought":
        lists = {name: tuple(stored[name]) for name in ("new", "again", "reworded", "gone")}
        old = {key: OldAnswer(**one) for key, one in stored["old"].items()}
        return cls(untold=stored["untold"], old=old, source=stored.get("source", ""), **lists)


NOTHING = Brought()
