"""Up to 500 notices of the core system: a ZIP of PDFs with an index (receipt number, addressee, number)."""

# Each line is kept on its own; uploading again continues.

import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from forms.text.japanese import plain
from portal.errors import Conflict, NotAllowed, NotFound, OwnCase
from portal.services.cases.cases import case_of_member
from portal.services.cases.own_case import record_own_case
from portal.services.notices.attach_notice import (
    MOST_BYTES,
    REFUSED,
    CheckedPaper,
    CorePaper,
    attach_notice,
    is_attached,
    why_refused,
)
from portal.services.shared.needs import Announcements
from portal.services.shared.read_table import Fault, read_table
from portal.services.shared.receipt_number import read
from portal.services.shared.rights import Member

MOST = 500
INDEX = "index.csv"
RECEIPT, FILE, ADDRESSEE, NUMBER, DAY = COLUMNS = ("受付番号", "ファイル", "宛名", "文書番号", "決裁日")
NEEDED = (RECEIPT, FILE, ADDRESSEE, NUMBER)
_MOST_INDEX = 1_000_000  # bytes
# What zipfile raises for a ZIP that is cut, encrypted, packed in an unknown way (a RuntimeError too) or damaged inside (in
# bzip2 an OSError).
_BROKEN = (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OverflowError, OSError, zlib.error, lzma.LZMAError)
Check = Callable[[bytes | None], CheckedPaper | str]
ATTACHED, AGAIN, STOPPED = "attached", "again", "stopped"


@dataclass(frozen=True)
class PaperLine:
    receipt_number: str
    file: str
    did: str
    words: str


def read_papers(content: bytes) -> tuple[zipfile.ZipFile, list[dict[str, str]]] | Fault:
    """By column of the index. File names are never paths on disk."""
    try:
        archive = _opened(content)
        if archive.getinfo(INDEX).file_size > _MOST_INDEX:
            return Fault(0, 0, f"{INDEX}が大きすぎます。")
        table = read_table(archive.read(INDEX))
    except KeyError:
        return Fault(0, 0, f"ZIPの中に、{INDEX}がありません。")
    except _BROKEN:
        return Fault(0, 0, "ZIPとして読めません。暗号化していないZIPにしてください。")
    if isinstance(table, Fault):
        return table
    heads = [plain(cell) for cell in table[0]]
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        return Fault(1, 0, f"{INDEX}に、列「{'」「'.join(missing)}」がありません。")
    rows = [row for row in table[1:] if any(cell.strip() for cell in row)]
    if len(rows) > MOST:
        return Fault(0, 0, f"1回に{MOST}件までです。分けてください。")
    lines = [dict(zip(heads, (cell.strip() for cell in row), strict=False)) for row in rows]
    return archive, [{name: line.get(name, "") for name in COLUMNS} for line in lines]


def _opened(content: bytes) -> zipfile.ZipFile:
    # Windows writes names in Shift_JIS without declaring it.
    try:
        return zipfile.ZipFile(BytesIO(content), metadata_encoding="cp932")
    except UnicodeDecodeError:
        return zipfile.ZipFile(BytesIO(content))


def attach_many(
    installation: Announcements,
    member: Member,
    archive: zipfile.ZipFile,
    lines: Sequence[Mapping[str, str]],
    check: Check,
) -> Iterator[PaperLine]:
    """Commits before it yields."""
    seen: set[str] = set()
    for line in lines:
        receipt = read(line[RECEIPT]) or ""
        if line[FILE] in seen:
            yield PaperLine(line[RECEIPT], line[FILE], STOPPED, "同じファイルが、前の行にもあります。")
            continue
        seen.add(line[FILE])
        did, words = _attach(installation, member, archive, receipt, line, check)
        yield PaperLine(receipt or line[RECEIPT], line[FILE], did, words)


def _attach(
    installation: Announcements,
    member: Member,
    archive: zipfile.ZipFile,
    receipt: str,
    line: Mapping[str, str],
    check: Check,
) -> tuple[str, str]:
    paper = CorePaper(line[FILE], line[ADDRESSEE], line[NUMBER], line[DAY])
    try:
        with installation.database.write() as unit:
            case = case_of_member(installation, unit, member, receipt)
            member.demand("review", case.row.duty)
            if is_attached(unit, case, paper.number):
                return AGAIN, ""
            if why_refused(installation, unit, case, paper):
                # Recorded there, with the reason.
                why = attach_notice(installation, unit, member, case, paper, CheckedPaper(b""))
                unit.commit()
                return STOPPED, REFUSED[why]
        checked = check(_file(archive, line[FILE]))
        if isinstance(checked, str):
            return STOPPED, REFUSED[checked]
        with installation.database.change() as unit:
            case = case_of_member(installation, unit, member, receipt)
            why = attach_notice(installation, unit, member, case, paper, checked)
        return (STOPPED, REFUSED[why]) if why else (ATTACHED, "")
    except OwnCase:
        with installation.database.change() as unit:
            record_own_case(installation, unit, member, case)
        return STOPPED, "あなたか、あなたの家族の申請かもしれません。ほかの職員がつけます。"
    except (NotFound, NotAllowed):
        return STOPPED, "この受付番号の申請はありません。"
    except Conflict:
        return STOPPED, "そのあいだに、ほかの人が変えました。もう一度つけてください。"


def _file(archive: zipfile.ZipFile, name: str) -> bytes | None:
    # None if too large, whatever size the archive states.
    try:
        with archive.open(name) as file:
            content = file.read(MOST_BYTES + 1)
    except (KeyError, *_BROKEN):
        return b""
    return content if len(content) <= MOST_BYTES else None
