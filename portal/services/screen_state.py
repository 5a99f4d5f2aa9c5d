"""What a visitor's screen was sent, what was said on it, and what of that goes along with an application. A section is known by a hash
of what it says, so that what was corrected has to be looked at again, and nothing else has."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from forms.path import Path
from portal.db import Unit
from portal.services.check_sections import CheckSection, check_sections
from portal.services.drafts import Draft
from portal.services.installation import Installation
from portal.services.visit_part import visit_sealer
from portal.store import visitor_screens, visits
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow

PAPER = "paper"  # they sign the printed form
_SIGNS = 24


@dataclass(frozen=True)
class ScreenState:
    """`sent`: the sections of each draft by their keys, in order; `right` and `wrong`: what was said of them. `veiled`: drafts of which no
    address is shown. `corrected`: how often something of a draft was wrong. `signed`: as the field type keeps a signature, or `PAPER`.
    `asking`: drafts of which the visitor answers what is open, while that is what the screen is for; `unsure`: questions of each that they
    left to the clerk; `taps`: how often each was saved by an answer of theirs; `opened`: the question behind whose curtain they look."""

    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    right: Sequence[str] = ()
    wrong: Sequence[str] = ()
    veiled: Sequence[str] = ()
    corrected: Mapping[str, int] = field(default_factory=dict)
    language: str = "ja"
    signed: Mapping[str, Any] | None = None
    said_at: str = ""
    asking: Sequence[str] = ()
    unsure: Mapping[str, Sequence[str]] = field(default_factory=dict)
    taps: Mapping[str, int] = field(default_factory=dict)
    opened: str = ""

    @property
    def keys(self) -> set[str]:
        return {key for keys in self.sent.values() for key in keys}


NOTHING_SAID = ScreenState()


def open_state(installation: Installation, visit: VisitRow, row: ScreenRow) -> ScreenState:
    if row.sealed_state is None:
        return NOTHING_SAID
    return ScreenState(**visit_sealer(installation, visit).open("screen", row.sealed_state))


def sealed_state(installation: Installation, visit: VisitRow, state: ScreenState) -> bytes:
    return visit_sealer(installation, visit).seal("screen", asdict(state))


def keys_of(installation: Installation, draft: Draft, path: Path) -> list[tuple[str, CheckSection]]:
    """Each section that tells something, as the form will say it, with its key."""
    return [one for one in every_key(installation, draft, path) if tells(one[1], path)]


def tells(section: CheckSection, path: Path) -> bool:
    """Whether somebody can say of it that it is right: boxes that stay empty say nothing, nor a count of rows that follow one by one."""
    return any(row.value and not path.rows.get(row.field) for row in section.rows)


def every_key(installation: Installation, draft: Draft, path: Path) -> list[tuple[str, CheckSection]]:
    """As `keys_of`, with those that tell nothing."""
    speech = installation.speech(draft.procedure, "ja")
    return [(_key(draft.id, one), one) for one in check_sections(draft.procedure, path, speech, draft.files)]


def _key(uid: str, section: CheckSection) -> str:
    said = [uid, section.title, *([row.field, row.value] for row in section.rows)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:_SIGNS]


def said_by_visitor(installation: Installation, unit: Unit, draft: Draft, path: Path) -> Mapping[str, Any]:
    """What goes with the application, as its evidence: which sections the visitor said were right as they are registered now, which
    not, and their signature where it is of all of it. {} where nothing was shown to them."""
    visit = visits.of_uid(unit, draft.id)
    row = visitor_screens.of_visit(unit, visit.id) if visit is not None else None
    if visit is None or row is None:
        return {}
    state = open_state(installation, visit, row)
    if draft.id not in state.sent:
        return {}
    found = keys_of(installation, draft, path)
    others = [section.title for key, section in found if key not in state.right]
    return {
        "visitor": {
            "at": state.said_at,
            "language": state.language,
            "confirmed": [section.title for key, section in found if key in state.right],
            "others": others,
            "corrected": state.corrected.get(draft.id, 0),
            "veiled": draft.id in state.veiled,
            "signed": None if others else state.signed,
        }
    }
