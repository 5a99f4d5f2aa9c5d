from base64 import b64decode, b64encode

from fastapi import Request
from fastapi.responses import Response

from portal.errors import BadRequest, NotFound
from portal.services.shared.write_audit import write_audit
from portal.services.staff.words import office_words
from portal.services.workshop.begin_draft import Source, begin_new, begin_next
from portal.services.workshop.list_workshop import duties_of
from portal.services.workshop.read_pack import Pack, UnreadablePack, read_pack
from portal.services.workshop.try_pack import try_pack
from portal.services.workshop.write_pack import Unpackable, write_pack
from portal.store.procedures import definitions
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading
from portal.web.workshop.draft_page import BEGIN_PROBLEMS, HERE, complaint_line

router = Router("staff", prefix=HERE)
_BOXES = ("which", "procedure", "duty")


@router.get("/procedures/{procedure}/pack.zip", access=staff("author", "publisher"))
def save_pack(request: Request, procedure: str) -> Response:
    with reading(request) as (installation, unit):
        signed, row = member(request, unit), definitions.newest_of(unit, procedure)
        duty = installation.catalogue.version(unit, row.meaning).duty if row is not None else ""
    if row is None or not signed.may("make procedures", duty):
        raise NotFound(procedure)
    try:
        content = write_pack(installation, [procedure])
    except Unpackable as refused:
        return render(request, "pages/workshop/pack.html", _context(str(refused)), status=422)
    headers = {"Content-Disposition": f'attachment; filename="{procedure}.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


@router.get("/pack", access=staff("author"))
def show(request: Request) -> Response:
    _demand(request)
    return render(request, "pages/workshop/pack.html", _context())


@router.post("/pack", access=staff("author"))
def look(request: Request, sent: FilePost) -> Response:
    # Stores nothing: the page carries the pack.
    _demand(request)
    upload = next((upload for upload in sent.uploads.get("pack", ()) if upload.name), None)
    if upload is None:
        return render(request, "pages/workshop/pack.html", _context("ファイルを選んでください。"), status=422)
    try:
        pack = read_pack(upload.content or b"")
    except UnreadablePack as refused:
        problem = "包みが大きすぎます。" if upload.content is None else str(refused)
        return render(request, "pages/workshop/pack.html", _context(problem), status=422)
    return _tried(request, pack, b64encode(upload.content or b"").decode())


@router.post("/pack/draft", access=staff("author"))
def begin(request: Request, posted: Post) -> Response:
    # `pack`: as the page carried it; it is read, and its signature checked, again.
    _demand(request)
    installation, boxes = installation_of(request), {name: first(posted, name).strip() for name in _BOXES}
    try:
        pack = read_pack(b64decode(first(posted, "pack"), validate=True))
    except ValueError:
        raise BadRequest("pack") from None
    if boxes["which"] not in pack.procedures:
        raise BadRequest("which")
    trial = try_pack(installation, pack, boxes["which"])
    with installation.database.write() as unit:
        signed, row = member(request, unit), definitions.newest_of(unit, boxes["procedure"])
        ours = boxes["which"] == boxes["procedure"] and trial.before is not None
        if row is not None and ours and signed.may("write procedures", trial.duty):
            begun = begin_next(installation, unit, signed, Source(row, trial.texts))
        else:
            begun = begin_new(installation, unit, signed, boxes["procedure"], boxes["duty"], Source(None, trial.texts))
        if not begun.problem:
            detail = f"{boxes['procedure']} draft {begun.draft_id} certificate {pack.fingerprint}"
            write_audit(installation, unit, signed.actor, "take pack", detail=detail)
            unit.commit()
            return see(request, f"{HERE}/drafts/{begun.draft_id}")
    return _tried(request, pack, first(posted, "pack"), boxes, BEGIN_PROBLEMS[begun.problem])


def _demand(request: Request) -> tuple[str, ...]:
    with installation_of(request).database.read() as unit:
        return duties_of(installation_of(request), member(request, unit), "write procedures")


def _context(problem: str = "") -> dict[str, object]:
    return {"problem": problem, "at": "pack", "pack": None}


def _tried(
    request: Request, pack: Pack, content: str, boxes: dict[str, str] | None = None, problem: str = ""
) -> Response:  # fmt: skip
    installation, duties = installation_of(request), _demand(request)
    words = office_words(installation)
    trials = [try_pack(installation, pack, procedure) for procedure in pack.procedures]
    context = {
        "problem": problem, "at": f"{boxes['which']}-procedure" if boxes else "", "pack": pack, "content": content,
        "duties": [(duty, words[duty]) for duty in duties], "own": installation.documents is not None and pack.made_by(installation.documents.certificates),
        "trials": [
            (trial, [complaint_line(complaint) for complaint in trial.checked.complaints], trial.before is not None and trial.duty in duties, boxes if boxes and boxes["which"] == trial.procedure else {"procedure": trial.procedure, "duty": trial.duty})
            for trial in trials
        ],
    }  # fmt: skip
    return render(request, "pages/workshop/pack.html", context, wrong=problem)
