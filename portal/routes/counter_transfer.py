"""A 転出証明書 that came as data: a clerk chooses the file, and whoever stands in it is known in the visit without a keystroke for any of them."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.mistakes import Mistake
from portal.services.know_people import take_paper
from portal.services.read_transfer import HEADS, Loaded, meant, read_transfer
from portal.services.told import TRANSFER_DATA
from portal.services.visit_facts import facts_of
from portal.web.counter_visit import visit_going_on
from portal.web.file_posting import FilePost
from portal.web.load_boxes import NO_FILE, NOBODY_OF_IT, NUMBER, fault_words, load_views, read_day
from portal.web.page import render, see
from portal.web.people_boxes import NOTHING_SENT
from portal.web.posting import Posted, first
from portal.web.question_page import problems
from portal.web.router import Router
from portal.web.state import installation_of

router = Router(prefix="/counter/visits/{visit}/people/transfer/file")
_FILE = "transfer-file"


@router.get("")
def show(request: Request, visit: str) -> Response:
    return _page(request, visit)


def _page(
    request: Request, visit: str, posted: Posted = NOTHING_SENT, *, faults: Sequence[str] = (),
    mistakes: Mapping[str, tuple[Mistake, ...]] = {}, status: int = 200,
) -> Response:  # fmt: skip
    """`faults`: what is wrong with the file that was chosen."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        _, there = visit_going_on(request, unit, visit)
        unit.commit()
    views = load_views(installation, posted, mistakes)
    trouble = [*((words, _FILE) for words in faults[:1]), *problems(views)]
    context = {"visit": there, "views": views, "faults": faults, "problems": trouble, "heads": HEADS}
    return render(request, "pages/counter/people_file.html", context, status=status)


@router.post("")
def load(request: Request, visit: str, sent: FilePost) -> Response:
    """With any fault nothing of the file is taken."""
    installation = installation_of(request)
    chosen = [one for one in sent.uploads.get(_FILE, ()) if one.name and one.content]
    loaded = read_transfer(chosen[0].content or b"") if chosen else Loaded(faults=(NO_FILE,))
    day, mistakes = read_day(installation, sent.boxes)
    faults = [fault_words(one) for one in loaded.faults]
    with installation.database.write() as unit:
        signed, there = visit_going_on(request, unit, visit)
        found = meant(loaded, facts_of(installation, there.row), first(sent.boxes, NUMBER).strip())
        if not faults and found is None:
            faults = [NOBODY_OF_IT]
        if found is not None and not faults and not mistakes:
            take_paper(installation, unit, signed, there, TRANSFER_DATA, found.people, day, found.leaving)
        unit.commit()
    if faults or mistakes:
        return _page(request, visit, sent.boxes, faults=faults, mistakes=mistakes, status=422)
    return see(request, f"/counter/visits/{visit}/people")
