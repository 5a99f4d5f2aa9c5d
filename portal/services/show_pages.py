"""A PDF that was handed in, page by page as pictures with the mark of who looks: read in place, without a program of the browser that
would do what the file says. Drawn in the process in which strangers' files are opened."""

from forms.environment import KeptFile
from integrations.interfaces import AdapterError, Unusable
from portal.db import Unit
from portal.errors import NotFound
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, open_file
from portal.services.mark_picture import mark_picture, watermark
from portal.services.papers_that_follow import is_scan
from portal.services.rights import Member
from portal.services.throttle import Limit, count
from portal.services.write_audit import write_audit

PDF = "application/pdf"
# A page costs a processor a second at worst; nobody reads faster.
DRAWN = Limit("pages drawn by a member", 300, 600)
KEYED = Limit("pages of forms drawn for a member", 600, 600)  # shown anew with each screen of the same form


def open_pages(
    installation: Installation, unit: Unit, member: Member, case: Case, file_id: str, page: int
) -> tuple[str, int, bytes]:  # fmt: skip
    """Name, number of pages and content; recorded with the page, and counted. NotFound for what is no PDF or has no such page;
    TooMany. The caller commits, and draws outside of the unit."""
    kept, content = open_file(unit, case.shown_shelf, file_id)
    if kept.media != PDF or not 0 < page <= kept.pages:
        raise NotFound("page")
    count(installation, unit, DRAWN, member.login)
    write_audit(
        installation, unit, member.actor, "open file", application_id=case.row.id, detail=f"{file_id} page {page}"
    )
    return kept.name, kept.pages, content


def open_picture(installation: Installation, unit: Unit, member: Member, case: Case, file_id: str) -> bytes:
    """The whole picture, to be marked outside of the unit; recorded as the file itself. NotFound for what is no picture; TooMany."""
    kept, content = open_file(unit, case.shown_shelf, file_id)
    if not kept.preview:
        raise NotFound("picture")
    count(installation, unit, DRAWN, member.login)
    write_audit(installation, unit, member.actor, "open file", application_id=case.row.id, detail=file_id)
    return content


def open_form_page(
    installation: Installation, unit: Unit, member: Member, shelf: Shelf, file_id: str, page: int
) -> tuple[KeptFile, bytes]:  # fmt: skip
    """Of the scan of a form or paper that is being keyed; its look is recorded with the screen's, which shows it by itself. NotFound for what
    is no scan or has no such page; TooMany. The caller commits, and draws outside of the unit."""
    kept, content = open_file(unit, shelf, file_id)
    if not is_scan(shelf.questions.get(file_id, "")) or not 0 < page <= kept.pages:
        raise NotFound("page")
    if kept.media == PDF:
        count(installation, unit, KEYED, member.login)
    return kept, content


def draw_form_page(installation: Installation, kept: KeptFile, content: bytes, page: int) -> bytes:
    """A JPEG without a mark, which would lie over what is to be read. NotFound where it cannot be drawn."""
    if kept.media != PDF:
        return content
    try:
        return installation.remaker.draw(content, page).content
    except (Unusable, AdapterError):
        raise NotFound("page") from None


def draw_picture(installation: Installation, member: Member, case: Case, content: bytes) -> bytes:
    """As a JPEG with the mark of who looks."""
    return mark_picture(content, watermark(member, installation.clock.now(), case.row.receipt_number))


def draw_marked(installation: Installation, member: Member, case: Case, content: bytes, page: int) -> bytes | None:
    """A JPEG; None where it cannot be drawn, or nobody is there to do it."""
    try:
        drawn = installation.remaker.draw(content, page)
    except (Unusable, AdapterError):
        return None
    return draw_picture(installation, member, case, drawn.content)
