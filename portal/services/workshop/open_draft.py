from collections.abc import Mapping
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotAllowed, NotFound
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.procedures import definitions
from portal.store.procedures.definitions import DefinitionRow
from portal.store.workshop import definition_drafts, definition_releases, draft_readers
from portal.store.workshop.definition_drafts import OPEN, DefinitionDraftRow, DraftTextRow
from portal.store.workshop.definition_releases import APPROVED, ASKED, ReleaseRow
from portal.store.workshop.draft_readers import DraftReaderRow

_HALF_A_MINUTE = 30_000_000  # microseconds: two reports may be lost


@dataclass(frozen=True)
class OpenedDraft:
    # `versions`: stored ones of the procedure, that in force first. `waiting`: handed in and not in force yet.
    # `others`: who else wrote it, and when they saved last.
    row: DefinitionDraftRow
    parts: Mapping[str, DraftTextRow]
    versions: tuple[DefinitionRow, ...]
    releases: tuple[ReleaseRow, ...]
    others: tuple[tuple[str, int], ...]

    @property
    def texts(self) -> dict[str, str]:
        return {part: row.text for part, row in self.parts.items() if row.text or not part}

    @property
    def in_force(self) -> DefinitionRow | None:
        return self.versions[0] if self.versions else None

    @property
    def waiting(self) -> ReleaseRow | None:
        return next((release for release in self.releases if release.state in (ASKED, APPROVED)), None)

    @property
    def open(self) -> bool:
        return self.row.state == OPEN and self.waiting is None


def open_draft(unit: Unit, member: Member, draft_id: int, act: str = "make procedures") -> OpenedDraft:
    # Raises NotFound for another section's, NotAllowed for who may see it and not `act`.
    row = definition_drafts.by_id(unit, draft_id)
    if row is None or not member.may("make procedures", row.duty):
        raise NotFound("definition draft")
    if not member.may(act, row.duty):
        raise NotAllowed(act)
    return OpenedDraft(
        row,
        definition_drafts.texts(unit, row.id, row.revision),
        tuple(definitions.of_procedure(unit, row.procedure)),
        tuple(definition_releases.of_draft(unit, row.id)),
        definition_drafts.others(unit, row.id, member.id),
    )


def others_here(installation: Basics, unit: Unit, member: Member, draft_id: int) -> list[str]:
    # Who looks at it now: pages that are looked at report so every ten seconds (D302).
    return draft_readers.others(unit, draft_id, member.id, to_micro(installation.clock.now()) - _HALF_A_MINUTE)


def report_here(installation: Basics, unit: Unit, member: Member, draft_id: int) -> None:
    # Of a member who has opened the draft.
    now = to_micro(installation.clock.now())
    draft_readers.sweep(unit, now - _HALF_A_MINUTE)
    draft_readers.put(unit, DraftReaderRow(draft_id, member.id, now))
