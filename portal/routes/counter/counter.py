"""書かない窓口: enters and registers a visit or paper form."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, full_name
from portal.db import Unit
from portal.errors import NotFound
from portal.services.counter.double_entry import keys_blind
from portal.services.counter.enter_at_counter import (
    Entry,
    change_rows,
    open_entry,
    read_entry,
    register_entry,
    row_is_written,
    save_entry,
)
from portal.services.counter.second_person import Look, keyed_apart, look_by_two, wants_two
from portal.services.counter.sign_at_counter import is_signed
from portal.services.counter.sign_by_reader import can_sign
from portal.services.desk.case.receive_paper import receive_presented
from portal.services.filing.describe_papers import papers_of_draft
from portal.services.filing.drafts import Draft, start_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.scan_form import shows_numbers
from portal.services.finding.describe_procedure import describe_procedure
from portal.services.procedures.ask_reception import PLACE, counter_doors
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.counter import blank_forms, visits
from portal.store.filing import drafts
from portal.web.counter.form_scan import scan_beside, scan_fields, without_taken
from portal.web.counter.reader_words import reader_view
from portal.web.counter.screen import counter_screen
from portal.web.counter.visit import PLACE_COOKIE, draft_or_receipt, seen_draft, usual_place
from portal.web.files.keep_piece import keep_piece
from portal.web.files.take_files import Place, Taken, arrange, take_files
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost, FilesPosted
from portal.web.shared.find_towns import search_of
from portal.web.shared.page import render, see
from portal.web.shared.piece_posting import PiecePost
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, set_cookie, writing

router = Router("staff", prefix="/counter")

# Names with a hyphen: no question of a definition can have them.
ACT, REVISION, SHOWN, BROUGHT = "screen-act", "screen-revision", "screen-shown", "screen-brought"


@router.post("/{procedure}/start", access=staff("clerk", "reviewer"))
def start(request: Request, procedure: str, _posted: Post) -> Response:
    installation = installation_of(request)
    current = installation.catalogue.current(procedure)
    if not counter_doors(current):
        raise NotFound(procedure)
    with installation.database.change() as unit:
        signed = member(request, unit)
        signed.demand("enter", current.duty)
        within = visits.drafts_in_visits(unit)
        mine = [row for row in drafts.of_staff(unit, signed.id) if row.id not in within]
        unsaved = (row.id for row in mine if row.meaning == current.meaning and row.revision == 0)
        # A numbered form belongs to the person who wrote on it: the next visitor's answers must not go there.
        draft_id = next((draft_id for draft_id in unsaved if blank_forms.of_uid(unit, draft_id) is None), "")
        if not draft_id:
            draft_id = start_draft(installation, unit, current, counter_doors(current)[0], staff_id=signed.id)
            write_audit(installation, unit, signed.actor, "start draft", detail=procedure)
    return see(request, f"/counter/drafts/{draft_id}")


@router.get("/drafts/{draft}", access=staff("clerk", "reviewer"))
def show(request: Request, draft: str) -> Response:
    with writing(request, member) as (installation, unit, signed):
        saved_draft = seen_draft(request, unit, signed, draft)
        if isinstance(saved_draft, Response):
            return saved_draft
    entry = open_entry(installation, saved_draft, usual_place(request))
    keyed = "keyed" in request.query_params
    return _screen(request, installation, entry, going=request.query_params.get("remove", ""), keyed=keyed)


def _screen(
    request: Request, installation: Installation, entry: Entry, *, search: str = "", revision: str = "",
    refused: bool = False, overtaken: bool = False, no_room: bool = False, going: str = "", brought: Sequence[str] = (),
    keyed: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    # `revision`: of the requesting page if nothing was saved; `overtaken`: another save came first; `no_room`: 定員;
    # `going`: row to confirm before removal; `keyed`: a second member registers it.
    draft = entry.draft
    speech = speech_of(draft.procedure, "ja")
    screen, scan = counter_screen(entry, speech, search), scan_beside(entry)
    context = {
        "screen": screen,
        "going": next((part for part in screen.sections if going and part.row == f"remove.{going}"), None),
        "with_files": bool(scan)
        or any(view.files for part in screen.sections for group in part.groups for view in group.fields),
        "scan": scan,
        "may_scan": bool(scan_fields(draft)),
        "numbers": shows_numbers(draft.procedure),
        "here": f"/counter/drafts/{draft.id}",
        "facts": describe_procedure(installation, draft.procedure, "ja"),
        "checks": draft.procedure.check,
        "draft": draft.id,
        "visit": draft.visit.id if draft.visit else "",
        "seen_at_visit": draft.visit is not None and draft.visit.met,
        "revision": revision or draft.row.revision,
        "refused": refused,
        "overtaken": overtaken,
        "papers": papers_of_draft(installation, draft, entry.path, speech),
        "brought": brought,
        "no_room": no_room,
        "by_budget": draft.procedure.budget is not None,
        "keyed": keyed,
        "by_two": wants_two(installation, entry),
        "blind": keys_blind(installation, entry),
        "chosen": "chosen" in request.query_params,
        "short": draft.disaster,
        # How the visit is signed; "" if its procedure needs no signature.
        "signs": ("card" if can_sign(installation) else "paper") if is_signed(installation, entry) else "",
        "reader": reader_view(
            installation.card_agent,
            proves=installation.card_sign_in is not None,
            proved=any(source.proof for source in draft.known.sources),
        ),
    }
    if installation.card_agent is not None:
        request.state.card_agent = (
            installation.card_agent.address
        )  # extends this page's Content-Security-Policy to the agent
    return render(request, "pages/counter/screen.html", context, status=status)


@router.post("/drafts/{draft}", access=staff("clerk", "reviewer"))
def save(request: Request, draft: str, sent: FilePost) -> Response:
    installation = installation_of(request)
    taken = take_files(installation, lambda unit: _place(request, unit, draft, _shown(sent)), sent)
    return asking_register(installation.register, lambda looked: _save(request, draft, sent, taken, looked))


def _save(request: Request, draft: str, sent: FilesPosted, taken: Taken, looked: Looked) -> Response:
    with writing(request, member) as (installation, unit, signed):
        saved_draft = _to_save(request, unit, signed, draft)
        if isinstance(saved_draft, Response):
            return saved_draft
        shown = frozenset(_shown(sent))
        arranged = arrange(sent, taken, _questions(saved_draft, _shown(sent)))
        posted = arranged.boxes
        act, search, revision = first(posted, ACT), search_of(posted), first(posted, REVISION)
        brought = posted.get(BROUGHT, ())
        overtaken = revision != str(saved_draft.row.revision)
        saved_draft = saved_draft if overtaken or search else without_taken(unit, saved_draft, sent, taken)
        entry = read_entry(installation, saved_draft, posted, shown, whole=act in ("register", "sign"))
        if search:
            return _screen(request, installation, entry, search=search, revision=revision, brought=brought)
        if overtaken:
            return _screen(request, installation, entry, overtaken=True, brought=brought, status=409)
        if arranged.mistakes:
            entry = replace(entry, path=replace(entry.path, mistakes=arranged.mistakes_of(entry.path)))
        registers = act == "register" and not arranged.mistakes
        look = Look.REGISTERS
        if registers and entry.ready:
            look, entry = look_by_two(installation, unit, signed, entry)
        registers = registers and look == Look.REGISTERS
        registered = register_entry(installation, unit, signed, entry, looked) if registers else None
        receipt_number = registered.receipt_number if registered else ""
        receive_presented(installation, unit, signed, receipt_number, brought)
        if not receipt_number:
            full = registered.path.mistakes if registered is not None and registered.full else {}
            entry = save_entry(installation, unit, change_rows(entry, act))
            entry = replace(entry, path=replace(entry.path, mistakes={**entry.path.mistakes, **full}))
        unit.commit()
    if receipt_number:
        return _done(request, entry, receipt_number)
    if look != Look.REGISTERS:
        return see(request, f"/counter/drafts/{draft}" + ("?keyed=yes" if look == Look.KEYED else "/compare"))
    leads = _leads_to(saved_draft, entry, act, brought)
    if leads:
        return see(request, leads)
    if registered is not None and registered.no_room:
        return _screen(request, installation, entry, no_room=True, brought=brought, status=409)
    if act in ("register", "sign") or entry.mistaken:
        return _screen(request, installation, entry, refused=act in ("register", "sign"), brought=brought, status=422)
    if brought:  # brought papers are stored only at registration
        return _screen(request, installation, entry, brought=brought)
    return see(request, f"/counter/drafts/{draft}")


def _to_save(request: Request, unit: Unit, signed: Member, draft: str) -> Draft | Response:
    # A redirect if it awaits a second keying, which must not show the first answers.
    saved_draft = seen_draft(request, unit, signed, draft)
    apart = None if isinstance(saved_draft, Response) else keyed_apart(unit, saved_draft)
    return see(request, f"/counter/drafts/{draft}?keyed=yes") if apart and apart.staff_id == signed.id else saved_draft


def _leads_to(draft: Draft, entry: Entry, act: str, brought: Sequence[str]) -> str:
    address = f"/counter/drafts/{draft.id}"
    if act == "park":
        return f"/counter/visits/{draft.visit.id}" if draft.visit else "/counter"
    if act == "sign" and entry.ready and not entry.mistaken:
        return f"{address}/sign?{urlencode([('brought', key) for key in brought])}"
    if act.startswith("remove.") and row_is_written(entry, act):
        return f"{address}?remove={act.removeprefix('remove.')}"
    if act.startswith(("add.", "remove.", "gone.")):
        verb, _, row = act.partition(".")
        rows = row if verb == "add" else row.rpartition(".")[0]
        return f"{address}#section-{rows.replace('.', '-')}"
    return ""


def _done(request: Request, entry: Entry, receipt_number: str) -> Response:
    response = see(request, f"/counter/done/{receipt_number}")
    set_cookie(request, response, PLACE_COOKIE, entry.reception.answers[PLACE], days=365)
    return response


@router.patch("/drafts/{draft}", access=staff("clerk", "reviewer"))
def keep(request: Request, draft: str, piece: PiecePost) -> Response:
    asked = request.query_params.get("question", "")
    return keep_piece(request, piece, lambda unit: _place(request, unit, draft, [asked]))


def _place(request: Request, unit: Unit, draft: str, names: Sequence[str]) -> Place | None:
    installation = installation_of(request)
    signed = member(request, unit)
    saved_draft = draft_or_receipt(installation, unit, signed, draft)
    return (
        None if isinstance(saved_draft, str) else Place(saved_draft.shelf, signed.actor, _questions(saved_draft, names))
    )


def _shown(sent: FilesPosted) -> list[str]:
    return first(sent.boxes, SHOWN).split()


def _questions(draft: Draft, names: Sequence[str]) -> list[Field]:
    asked = [draft.procedure.field(name) for name in names if full_name(name) in draft.procedure.by_name]
    return [*asked, *scan_fields(draft)]
