"""Uploaded PDFs as watermarked pictures, Office files and texts as lines: no viewer runs what a file contains."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from forms.fields.file import READ
from forms.path.environment import KeptFile
from integrations.sockets.interfaces import CELL, CUT, PAGE_DOTS, TITLE, AdapterError, Remaker, Unusable
from portal.clock import Clock
from portal.db import Unit
from portal.errors import NotFound, required
from portal.services.cases.cases import Case
from portal.services.files.draw_page import draw_page
from portal.services.files.keep_file import Content, Shelf, open_file
from portal.services.files.mark_picture import mark_picture, watermark
from portal.services.filing.papers_that_follow import is_scan
from portal.services.shared.needs import Basics, HasQuarantine
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit, count
from portal.services.shared.write_audit import write_audit

PDF = "application/pdf"
# A page costs up to a second of CPU; no reader is faster.
DRAWN = Limit("pages drawn by a member", 300, 600)
KEYED = Limit("pages of forms drawn for a member", 600, 600)  # shown again on each screen of the same form


def open_pages(
    installation: Basics, unit: Unit, member: Member, case: Case, file_id: str, page: int, *, words: bool = False
) -> tuple[KeptFile, Content]:  # fmt: skip
    """To render outside the unit. `words`: Office files and texts too, of one page. Raises NotFound, TooMany."""
    kept, content = open_file(unit, case.shown_shelf, file_id)
    paged = kept.media == PDF or (words and kept.media in READ)
    if not paged or not 0 < page <= kept.pages:
        raise NotFound("page")
    count(installation, unit, DRAWN, member.login)
    write_audit(
        installation, unit, member.actor, "open file", application_id=case.row.id, detail=f"{file_id} page {page}"
    )
    return kept, content


class Block(NamedTuple):
    kind: str  # title, text or table
    lines: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def read_office(remaker: Remaker, kept: KeptFile, content: bytes) -> tuple[Sequence[Block], bool] | None:
    # With whether the file goes on; None if it cannot be read.
    try:
        lines = remaker.read(content, kept.media).split("\n")
    except (Unusable, AdapterError):
        return None
    cut = lines[-1] == CUT
    parts = groupby(lines[:-1] if cut else lines, lambda line: line[:1] if line[:1] in (CELL, TITLE) else "")
    return [_block(mark, list(part)) for mark, part in parts], cut


def _block(mark: str, lines: Sequence[str]) -> Block:
    if mark == CELL:
        rows = [line[1:].split(CELL) for line in lines]
        most = max(map(len, rows))
        return Block("table", rows=[row + [""] * (most - len(row)) for row in rows])
    return Block("title" if mark else "text", [line.removeprefix(TITLE) for line in lines])


def open_picture(installation: Basics, unit: Unit, member: Member, case: Case, file_id: str) -> Content:
    """Mark it outside the unit. Raises NotFound, TooMany."""
    kept, content = open_file(unit, case.shown_shelf, file_id)
    if not kept.preview:
        raise NotFound("picture")
    count(installation, unit, DRAWN, member.login)
    write_audit(installation, unit, member.actor, "open file", application_id=case.row.id, detail=file_id)
    return content


def open_form_page(
    installation: Basics, unit: Unit, member: Member, shelf: Shelf, file_id: str, page: int
) -> tuple[KeptFile, bytes]:  # fmt: skip
    """The keying screen audits it. Raises NotFound, TooMany."""
    kept, content = open_file(unit, shelf, file_id)
    if not is_scan(shelf.questions.get(file_id, "")) or not 0 < page <= kept.pages:
        raise NotFound("page")
    if kept.media == PDF:
        count(installation, unit, KEYED, member.login)
    return kept, content()  # of a draft: it lies in the database


def draw_form_page(
    remaker: Remaker, kept: KeptFile, content: bytes, page: int, dots: int = PAGE_DOTS
) -> bytes:  # fmt: skip
    """A JPEG; a watermark would cover text. Raises NotFound."""
    if kept.media != PDF:
        return content
    drawn = required(draw_page(remaker, content, page, dots), NotFound("page"))
    return drawn.content


def draw_picture(clock: Clock, member: Member, case: Case, content: bytes) -> bytes:
    return mark_picture(content, watermark(member, clock.now(), case.row.receipt_number))


def draw_marked(installation: HasQuarantine, member: Member, case: Case, content: Content, page: int) -> bytes | None:
    """A JPEG; None if it cannot be rendered."""
    drawn = draw_page(installation.remaker, content(), page)
    return None if drawn is None else draw_picture(installation.clock, member, case, drawn.content)
