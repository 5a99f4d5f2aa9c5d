"""Lines of 確認票 that a member was asked to sign."""

from dataclasses import dataclass

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.open_draft import open_draft
from portal.store.workshop import definition_drafts, line_requests
from portal.store.workshop.definition_drafts import DefinitionDraftRow


@dataclass(frozen=True)
class AskedSheet:
    # `until`: the first day of its lines.
    draft: DefinitionDraftRow
    title: str
    lines: int
    until: str
    over: bool


def asked_sheets(installation: Installation, signed: Member) -> list[AskedSheet]:
    # The most pressing first. Opens its own transactions: a sheet runs scenarios.
    duties, sheets = signed.duties("make procedures", tuple(installation.city.duties)), []
    if not duties:
        return []
    today = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        rows = [definition_drafts.by_id(unit, draft_id) for draft_id in line_requests.drafts_of(unit, signed.id)]
        opened = [open_draft(unit, signed, row.id) for row in rows if row is not None and row.duty in duties]
    if not opened:
        return []
    from portal.services.workshop.check_texts import definition_of  # noqa: PLC0415 - 5 MB of checks, beside few queues
    from portal.services.workshop.sign_lines import open_requests, write_lines  # noqa: PLC0415 - see above

    for draft in opened:
        definition = definition_of(installation, draft.row.procedure, draft.texts)
        sheet = write_lines(installation, definition, None) if definition is not None else ()
        with installation.database.read() as unit:
            days = [row.until for row in open_requests(unit, draft, sheet).values() if row.staff_id == signed.id]
        if days and definition is not None:
            sheets.append(AskedSheet(draft.row, definition.title, len(days), min(days), min(days) < today))
    return sorted(sheets, key=lambda sheet: sheet.until)
