"""転出証明書 as data: its people become known."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.services.counter.know_people import take_paper
from portal.services.counter.read_transfer import HEADS, Loaded, meant, read_transfer
from portal.services.filing.visit_facts import facts_of
from portal.services.shared.known_sources import TRANSFER_DATA
from portal.web.counter.people_boxes import NOTHING_SENT
from portal.web.counter.visit import visit_going_on
from portal.web.filing.question_page import problems
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.load_boxes import NO_FILE, NOBODY_OF_IT, NUMBER, fault_words, load_views, read_day
from portal.web.shared.page import render, see
from portal.web.shared.posting import Posted, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of

router = Router("staff", prefix="/counter/visits/{visit}/people/transfer/file", access=staff("clerk", "reviewer"))
_FILE = "transfer-file"


@router.get("")
def show(request: Request, visit: str) -> Response:
    return _page(request, visit)


def _page(
    request: Request, visit: str, posted: Posted = NOTHING_SENT, *, faults: Sequence[str] = (),
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, status: int = 200,
) -> Response:  # fmt: skip
    with changing(request) as (installation, unit):
        _, current_visit = visit_going_on(request, unit, visit)
    views = load_views(installation, posted, mistakes)
    trouble = [*((words, _FILE) for words in faults[:1]), *problems(views)]
    context = {"visit": current_visit, "views": views, "faults": faults, "problems": trouble, "heads": HEADS}
    return render(request, "pages/counter/people_file.html", context, status=status)


@router.post("")
def load(request: Request, visit: str, sent: FilePost) -> Response:
    installation = installation_of(request)
    chosen = [upload for upload in sent.uploads.get(_FILE, ()) if upload.name and upload.content]
    loaded = read_transfer(chosen[0].content or b"") if chosen else Loaded(faults=(NO_FILE,))
    day, mistakes = read_day(installation, sent.boxes)
    faults = [fault_words(fault) for fault in loaded.faults]
    with installation.database.change() as unit:
        signed, current_visit = visit_going_on(request, unit, visit)
        transfer = meant(loaded, facts_of(installation, current_visit.row), first(sent.boxes, NUMBER).strip())
        if not faults and transfer is None:
            faults = [NOBODY_OF_IT]
        if transfer is not None and not faults and not mistakes:
            take_paper(installation, unit, signed, current_visit, TRANSFER_DATA, transfer.people, day, transfer.leaving)
    if faults or mistakes:
        return _page(request, visit, sent.boxes, faults=faults, mistakes=mistakes, status=422)
    return see(request, f"/counter/visits/{visit}/people")
