"""The pane beside the answers of a case: one page of one attachment, named by the address."""

# Opens no file.

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from forms.path.environment import KeptFile
from portal.services.desk.case.describe_case import CaseView
from portal.web.desk.queue_address import of_list
from portal.web.shared.file_answer import Linked, linked

Way = tuple[str, str, str, str]


@dataclass(frozen=True)
class Attachment:
    label: str
    file: Linked


@dataclass(frozen=True)
class Beside:
    label: str
    file: Linked
    page: int
    # address, words, key and relation of other pages and attachments, and of the case without the pane
    ways: tuple[Way, ...]

    @property
    def picture(self) -> str:
        return f"{self.file.href}/pages/{self.page}/picture" if self.file.pages else f"{self.file.href}/picture"


def attachment_pane(
    number: str, view: CaseView, form_scans: Sequence[KeptFile], asked: Mapping[str, str], query: str
) -> dict[str, Any]:
    """`asked`: the page's parameters; `query`: the list that the case was opened from."""
    shown = [
        Attachment(label, file)
        for label, files in _labelled(view, form_scans)
        for file in linked(files, f"/desk/{number}")
        if file.shown
    ]
    kept = f"&{of_list(query)}" if query else ""
    base = f"/desk/{number}"
    return {"first_file": shown[0].file.id if shown else "", "beside_file": _beside(base, shown, asked, kept)}


def _labelled(view: CaseView, form_scans: Sequence[KeptFile]) -> Iterator[tuple[str, Sequence[KeptFile]]]:
    yield "申請書の写し", form_scans
    for section in view.sections:
        for row in section.rows:
            yield row.label, row.files
    for paper in view.papers:
        yield paper.title, (*paper.files, *paper.scans)


def _beside(base: str, shown: Sequence[Attachment], asked: Mapping[str, str], kept: str) -> Beside | None:
    # None without a wish, or for a missing file or page.
    at = next((place for place, entry in enumerate(shown) if entry.file.id == asked.get("file")), None)
    typed = asked.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    if at is None or not 0 < page <= max(shown[at].file.pages, 1):
        return None

    def way(place: int, onto: int, words: str, key: str, relation: str) -> Iterator[Way]:
        if 0 <= place < len(shown) and 0 < onto <= max(shown[place].file.pages, 1):
            named = urlencode({"file": shown[place].file.id} | ({"page": str(onto)} if onto > 1 else {}))
            yield f"{base}?{named}{kept}#attachment", words, key, relation

    ways = (
        *way(at, page - 1, "前のページ", ",", "prev"),
        *way(at, page + 1, "次のページ", ".", "next"),
        *way(at - 1, 1, "前の添付", "b", ""),
        *way(at + 1, 1, "次の添付", "v", ""),
        (f"{base}{'?' + kept[1:] if kept else ''}#answers", "閉じる", "", ""),
    )
    return Beside(shown[at].label, shown[at].file, page, ways)
