# A section's key is a hash of its content: corrected sections need another confirmation.

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from forms.path.path import Path
from portal.db import Unit
from portal.services.filing.drafts import Draft
from portal.services.procedures.check_sections import CheckSection, check_sections
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Records
from portal.services.shared.visit_part import visit_sealer
from portal.store.counter import visitor_screens, visits
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow

PAPER = "paper"  # the printed form is signed
_SIGNS = 24


@dataclass(frozen=True)
class ScreenState:
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)  # section keys by draft
    right: Sequence[str] = ()
    wrong: Sequence[str] = ()
    veiled: Sequence[str] = ()  # drafts without address
    corrected: Mapping[str, int] = field(default_factory=dict)  # disputes by draft
    language: str = "ja"
    signed: Mapping[str, Any] | None = None
    said_at: str = ""
    asking: Sequence[str] = ()  # drafts whose questions are asked
    unsure: Mapping[str, Sequence[str]] = field(default_factory=dict)  # left to the clerk
    taps: Mapping[str, int] = field(default_factory=dict)  # the visitor's saves by draft
    opened: str = ""  # question with open curtain
    items: Mapping[str, Sequence[int]] = field(default_factory=dict)  # wrong rows by section key
    large: bool = False  # larger text
    kept: bool = False  # the window's device, paired beyond the visit

    @property
    def keys(self) -> set[str]:
        return {key for keys in self.sent.values() for key in keys}


NO_ANSWERS = ScreenState()


def open_state(installation: Records, visit: VisitRow, row: ScreenRow) -> ScreenState:
    if row.sealed_state is None:
        return NO_ANSWERS
    return ScreenState(**visit_sealer(installation, visit).open("screen", row.sealed_state))


def sealed_state(installation: Records, visit: VisitRow, state: ScreenState) -> bytes:
    return visit_sealer(installation, visit).seal("screen", asdict(state))


def keys_of(draft: Draft, path: Path) -> list[tuple[str, CheckSection]]:
    return [keyed for keyed in every_key(draft, path) if has_values(keyed[1], path)]


def has_values(section: CheckSection, path: Path) -> bool:
    return any(row.value and not path.rows.get(row.field) for row in section.rows)


def every_key(draft: Draft, path: Path) -> list[tuple[str, CheckSection]]:
    speech = speech_of(draft.procedure, "ja")
    return [
        (_key(draft.id, section), section) for section in check_sections(draft.procedure, path, speech, draft.files)
    ]


def _key(uid: str, section: CheckSection) -> str:
    content = [uid, section.title, *([row.field, row.value] for row in section.rows)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:_SIGNS]


def visitor_evidence(installation: Records, unit: Unit, draft: Draft, path: Path) -> Mapping[str, Any]:
    """Includes the signature only if everything is confirmed. {} if nothing was shown."""
    visit = visits.of_uid(unit, draft.id)
    row = visitor_screens.of_visit(unit, visit.id) if visit is not None else None
    if visit is None or row is None:
        return {}
    state = open_state(installation, visit, row)
    if draft.id not in state.sent:
        return {}
    keyed = keys_of(draft, path)
    others = [section.title for key, section in keyed if key not in state.right]
    return {
        "visitor": {
            "at": state.said_at,
            "language": state.language,
            "confirmed": [section.title for key, section in keyed if key in state.right],
            "others": others,
            "corrected": state.corrected.get(draft.id, 0),
            "veiled": draft.id in state.veiled,
            "signed": None if others else state.signed,
        }
    }
