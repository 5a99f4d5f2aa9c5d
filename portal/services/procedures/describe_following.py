"""In the definition's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from forms.definition.terms import Following
from forms.messages import sentences
from forms.path.consequences import following
from forms.path.path import Path
from portal.services.shared.catalogue import speech_of

# What a state says by itself, where the definition says nothing.
_USUAL = frozenset({"sent_back"})
_ASSUMED = "assumed"


@dataclass(frozen=True)
class FollowingSection:
    title: str
    lines: tuple[tuple[str, bool], ...]  # text and whether it is unverified (未確認)

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.lines]


def describe_following(
    procedure: Procedure, path: Path, outcome: str, state: str, language: str = "ja"
) -> tuple[FollowingSection, ...]:
    """`path`: with the result (`path_with_result`)."""
    return describe_items(procedure, following(procedure, path, outcome), state, language)


def describe_items(
    procedure: Procedure, items: Sequence[Following], state: str, language: str = "ja"
) -> tuple[FollowingSection, ...]:
    words = sentences(language)
    payment = tuple(_line(procedure, item, language) for item in items if item.payment)
    steps = tuple(_line(procedure, item, language) for item in items if not item.payment)
    if not steps and state in _USUAL:
        steps = ((words[f"following.{state}"], False),)
    parts = ((words["following.payment"], payment), (words["following.steps"], steps))
    return tuple(FollowingSection(title, lines) for title, lines in parts if lines)


def _line(procedure: Procedure, item: Following, language: str) -> tuple[str, bool]:
    return speech_of(procedure, language).text(f"{item.place}.say", item.say), item.certainty == _ASSUMED
