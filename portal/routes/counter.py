"""The counter (書かない窓口): a clerk enters a visit or a paper form on one screen, registers it, and goes on."""

import secrets
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from forms.procedure import Field, Procedure, full_name
from portal.db import Unit
from portal.errors import NotFound
from portal.services.ask_reception import PLACE, counter_doors
from portal.services.cases import Case
from portal.services.declare_disaster import standing_disaster
from portal.services.describe_papers import papers_of_case, papers_of_draft
from portal.services.describe_procedure import describe_procedure
from portal.services.describe_signatures import STATES
from portal.services.describe_visit import visit_line
from portal.services.discard_at_counter import discarded_at_counter
from portal.services.drafts import Draft, deleted_on, open_draft, start_draft
from portal.services.enter_at_counter import (
    Entry,
    change_rows,
    open_entry,
    read_entry,
    register_entry,
    row_is_written,
    save_entry,
)
from portal.services.installation import Installation
from portal.services.key_blind import keys_blind
from portal.services.name_principal import shown_name
from portal.services.note_protected import Looked, asking_register
from portal.services.receive_paper import take_brought
from portal.services.rights import Member
from portal.services.scan_form import shows_numbers
from portal.services.second_look import Look, keyed_apart, look_by_two, wants_two
from portal.services.sign_at_counter import is_signed
from portal.services.sign_beside_here import signers_here
from portal.services.sign_by_reader import can_sign
from portal.services.signature_stand import held_of
from portal.services.state_line import open_correction, state_line
from portal.services.submit_application import summary
from portal.services.visits import open_visits
from portal.services.write_audit import write_audit
from portal.store import blank_forms, drafts, late_papers, staff_members, visits
from portal.store.drafts import DraftRow
from portal.store.late_papers import OWED
from portal.web.case_act import look_at
from portal.web.clerk import clerk
from portal.web.cookies import read_cookie, set_cookie
from portal.web.counter_screen import counter_screen
from portal.web.counter_visit import PLACE_COOKIE, draft_or_receipt, seen_draft
from portal.web.file_posting import FilePost, FilesPosted
from portal.web.find_towns import search_of
from portal.web.form_scan import scan_beside, scan_fields, without_taken
from portal.web.keep_piece import keep_piece
from portal.web.page import office_view, render, see
from portal.web.piece_posting import PiecePost
from portal.web.posting import Post, first
from portal.web.reader_words import reader_view
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of
from portal.web.state_words import state_words
from portal.web.take_files import Place, Taken, arrange, take_files

router = Router(prefix="/counter")

# Names with a hyphen: no question of a definition can have them.
ACT, REVISION, SHOWN, BROUGHT = "screen-act", "screen-revision", "screen-shown", "screen-brought"
_DISCARDED = "受付を捨てました。1日のうちは、下の「捨てた受付」から元に戻せます。"


@router.get("")
def begin(request: Request) -> Response:
    """What this member may enter, and what they or a colleague left unfinished."""
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = clerk(request, unit)
        # What is filled in in a visit stands in the visit's line.
        within = visits.drafts_in_visits(unit)
        others = _parked(installation, unit, signed, drafts.of_colleagues(unit, signed.id), within)
        lines = [visit_line(installation, unit, signed, one) for one in open_visits(installation, unit, signed)]
        thrown_away = discarded_at_counter(installation, unit, signed)
        untils = {row.id: until for row, until in thrown_away}
        context = {
            "once": secrets.token_urlsafe(16),
            "visits": lines,
            "thrown_away": [
                {**one, "until": untils[one["id"]]}
                for one in _parked(installation, unit, signed, [row for row, _ in thrown_away])
            ],
            "flash": _DISCARDED if "discarded" in request.query_params else None,
            "procedures": [
                (procedure, installation.city.office(procedure.duty, installation.clock.today()).office)
                for procedure in installation.catalogue.all()
                if counter_doors(procedure) and signed.may("enter", procedure.duty)
            ],
            "relief": _relief(installation, unit, signed),
            "mine": _parked(installation, unit, signed, drafts.of_staff(unit, signed.id), within),
            "others": others,
        }
        seen = [*others, *(row for row, _ in thrown_away if row.staff_id != signed.id)]
        if seen:
            detail = f"{len(seen)} drafts of colleagues"
            write_audit(installation, unit, signed.actor, "see drafts", detail=detail)
        theirs = sum(not line.mine for line in lines)
        if theirs:
            write_audit(installation, unit, signed.actor, "see visits", detail=f"{theirs} visits of colleagues")
        unit.commit()
    return render(request, "pages/counter/begin.html", context)


def _relief(installation: Installation, unit: Unit, signed: Member) -> Procedure | None:
    """What one key begins on the days of a disaster; None for who may not enter it."""
    row = standing_disaster(installation, unit)
    current = installation.catalogue.current(row.procedure) if row else None
    return current if current is not None and signed.may("enter", current.duty) else None


def _parked(
    installation: Installation, unit: Unit, signed: Member, rows: list[DraftRow], but: Set[str] = frozenset()
) -> list[dict[str, Any]]:  # fmt: skip
    found = []
    for row in rows:
        if row.id in but:
            continue
        draft = open_draft(installation, unit, row)
        if row.revision == 0 or not signed.may("enter", draft.procedure.duty):
            continue
        colleague = staff_members.by_id(unit, row.staff_id or 0)
        found.append(
            {
                "id": row.id,
                "title": draft.procedure.title,
                "name": shown_name(installation, draft.procedure, summary(draft.procedure, draft.answers)),
                "saved_at": draft.saved_at,
                "deleted_on": deleted_on(installation, draft),
                "by": colleague.name if colleague else "",
            }
        )
    return found


@router.post("/{procedure}/start")
def start(request: Request, procedure: str, _posted: Post) -> Response:
    """A new screen; one of this member's that was never saved is taken again, so that looking in leaves no trace."""
    installation = installation_of(request)
    current = installation.catalogue.current(procedure)
    if not counter_doors(current):
        raise NotFound(procedure)
    with installation.database.write() as unit:
        signed = member(request, unit)
        signed.demand("enter", current.duty)
        within = visits.drafts_in_visits(unit)
        mine = [row for row in drafts.of_staff(unit, signed.id) if row.id not in within]
        unsaved = (row.id for row in mine if row.meaning == current.meaning and row.revision == 0)
        # A numbered form is of whoever wrote on it: the next visitor's answers are none of its.
        draft_id = next((one for one in unsaved if blank_forms.of_uid(unit, one) is None), "")
        if not draft_id:
            draft_id = start_draft(installation, unit, current, counter_doors(current)[0], staff_id=signed.id)
            write_audit(installation, unit, signed.actor, "start draft", detail=procedure)
        unit.commit()
    return see(request, f"/counter/drafts/{draft_id}")


@router.get("/drafts/{draft}")
def show(request: Request, draft: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = seen_draft(request, unit, signed, draft)
        if isinstance(found, Response):
            return found
    entry = open_entry(installation, found, read_cookie(request, PLACE_COOKIE))
    keyed = "keyed" in request.query_params
    return _screen(request, installation, entry, going=request.query_params.get("remove", ""), keyed=keyed)


def _screen(
    request: Request, installation: Installation, entry: Entry, *, search: str = "", revision: str = "",
    refused: bool = False, overtaken: bool = False, no_room: bool = False, going: str = "", brought: Sequence[str] = (),
    keyed: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    """`revision`: of the page that asked, where nothing was saved; `refused`: it was not registered; `overtaken`:
    somebody saved it meanwhile, and nothing was stored; `no_room`: no more are taken (定員); `going`: the row that is
    asked about before it goes; `brought`: papers that the visitor has along; `keyed`: somebody else registers it."""
    draft = entry.draft
    speech = installation.speech(draft.procedure, "ja")
    screen, scan = counter_screen(entry, speech, search), scan_beside(installation, entry)
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
        "keyed": keyed,
        "by_two": wants_two(installation, entry),
        "blind": keys_blind(installation, entry),
        "chosen": "chosen" in request.query_params,
        "short": draft.disaster,
        # How a visit is signed where its procedure wants that: "" where it does not.
        "signs": ("card" if can_sign(installation) else "paper") if is_signed(installation, entry) else "",
        "reader": reader_view(
            installation.card_agent,
            proves=installation.card_sign_in is not None,
            proved=any(one.proof for one in draft.told.sources),
        ),
    }
    if installation.card_agent is not None:
        request.state.card_agent = installation.card_agent.address  # the policy of this page lets its script go there
    return render(request, "pages/counter/screen.html", context, status=status)


@router.post("/drafts/{draft}")
def save(request: Request, draft: str, sent: FilePost) -> Response:
    """Looks a postal code up, saves, parks or registers. Commits, then answers; registered twice by a double press, it
    leads to the same receipt."""
    installation = installation_of(request)
    taken = take_files(installation, lambda unit: _place(request, unit, draft, _shown(sent)), sent)
    return asking_register(installation, lambda looked: _save(request, draft, sent, taken, looked))


def _save(request: Request, draft: str, sent: FilesPosted, taken: Taken, looked: Looked) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        found = _to_save(request, unit, signed, draft)
        if isinstance(found, Response):
            return found
        shown = frozenset(_shown(sent))
        arranged = arrange(sent, taken, _questions(found, _shown(sent)))
        posted = arranged.boxes
        act, search, revision = first(posted, ACT), search_of(posted), first(posted, REVISION)
        brought = posted.get(BROUGHT, ())
        overtaken = revision != str(found.row.revision)
        found = found if overtaken or search else without_taken(unit, found, sent, taken)
        entry = read_entry(installation, found, posted, shown, whole=act in ("register", "sign"))
        if search:
            return _screen(request, installation, entry, search=search, revision=revision, brought=brought)
        if overtaken:
            return _screen(request, installation, entry, overtaken=True, brought=brought, status=409)
        if arranged.mistakes:
            entry = replace(entry, path=replace(entry.path, mistakes=arranged.told(entry.path)))
        registers = act == "register" and not arranged.mistakes
        look = Look.REGISTERS
        if registers and entry.ready:
            look, entry = look_by_two(installation, unit, signed, entry)
        registers = registers and look == Look.REGISTERS
        registered = register_entry(installation, unit, signed, entry, looked) if registers else None
        receipt_number = registered.receipt_number if registered else ""
        take_brought(installation, unit, signed, receipt_number, brought)
        if not receipt_number:
            full = registered.path.mistakes if registered is not None and registered.full else {}
            entry = save_entry(installation, unit, change_rows(entry, act))
            entry = replace(entry, path=replace(entry.path, mistakes={**entry.path.mistakes, **full}))
        unit.commit()
    if receipt_number:
        return _done(request, entry, receipt_number)
    if look != Look.REGISTERS:
        return see(request, f"/counter/drafts/{draft}" + ("?keyed=yes" if look == Look.KEYED else "/compare"))
    leads = _leads_to(found, entry, act, brought)
    if leads:
        return see(request, leads)
    if registered is not None and registered.no_room:
        return _screen(request, installation, entry, no_room=True, brought=brought, status=409)
    if act in ("register", "sign") or entry.mistaken:
        return _screen(request, installation, entry, refused=act in ("register", "sign"), brought=brought, status=422)
    if brought:  # not stored before it is registered
        return _screen(request, installation, entry, brought=brought)
    return see(request, f"/counter/drafts/{draft}")


def _to_save(request: Request, unit: Unit, signed: Member, draft: str) -> Draft | Response:
    """The draft, or where it leads: it was registered meanwhile, or waits for who keys it anew, and nothing of the first is to stand
    there before them."""
    found = seen_draft(request, unit, signed, draft)
    apart = None if isinstance(found, Response) else keyed_apart(unit, found)
    return see(request, f"/counter/drafts/{draft}?keyed=yes") if apart and apart.staff_id == signed.id else found


def _leads_to(draft: Draft, entry: Entry, act: str, brought: Sequence[str]) -> str:
    """Where a button leads that was saved and registers nothing; "" for the screen as it stands."""
    here = f"/counter/drafts/{draft.id}"
    if act == "park":
        return f"/counter/visits/{draft.visit.id}" if draft.visit else "/counter"
    if act == "sign" and entry.ready and not entry.mistaken:
        return f"{here}/sign?{urlencode([('brought', key) for key in brought])}"
    if act.startswith("remove.") and row_is_written(entry, act):
        return f"{here}?remove={act.removeprefix('remove.')}"
    if act.startswith(("add.", "remove.", "gone.")):
        what, _, row = act.partition(".")
        rows = row if what == "add" else row.rpartition(".")[0]
        return f"{here}#section-{rows.replace('.', '-')}"
    return ""


def _done(request: Request, entry: Entry, receipt_number: str) -> Response:
    response = see(request, f"/counter/done/{receipt_number}")
    set_cookie(request, response, PLACE_COOKIE, entry.reception.answers[PLACE], days=365)
    return response


@router.patch("/drafts/{draft}")
def keep(request: Request, draft: str, piece: PiecePost) -> Response:
    """For a question of the screen, which knows which ones it shows."""
    asked = request.query_params.get("question", "")
    return keep_piece(request, piece, lambda unit: _place(request, unit, draft, [asked]))


def _place(request: Request, unit: Unit, draft: str, names: Sequence[str]) -> Place | None:
    """Where the files of this visit go; None where it was registered meanwhile."""
    installation = installation_of(request)
    signed = member(request, unit)
    found = draft_or_receipt(installation, unit, signed, draft)
    return None if isinstance(found, str) else Place(found.shelf, signed.actor, _questions(found, names))


def _shown(sent: FilesPosted) -> list[str]:
    return first(sent.boxes, SHOWN).split()


def _questions(draft: Draft, names: Sequence[str]) -> list[Field]:
    """The procedure's questions among those that were on the screen, each row's for itself, and the scan of the form."""
    asked = [draft.procedure.field(name) for name in names if full_name(name) in draft.procedure.by_name]
    return [*asked, *scan_fields(draft)]


@router.get("/done/{receipt}")
def done(request: Request, receipt: str) -> Response:
    return _receipt(request, receipt, "pages/counter/done.html")


@router.get("/print/{receipt}")
def print_receipt(request: Request, receipt: str) -> Response:
    """The slip that the visitor takes home (受付票)."""
    return _receipt(request, receipt, "pages/counter/print.html")


def _receipt(request: Request, receipt: str, template: str) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed, case = look_at(request, unit, receipt)
        owes = late_papers.first_dues(unit, [case.row.id]).get(case.row.id, "")
        held = held_of(unit, [case.row.id]).get(case.row.id, "")
        line = state_line(installation, case, open_correction(unit, case), owes=owes, held=held)
        papers = papers_of_case(installation, unit, case, installation.speech(case.procedure, "ja"))
        signers = signers_here(installation, unit, signed, case)
        of_visit = visits.of_uid(unit, case.row.uid)
        unit.commit()
    words = state_words(line, "ja", installation.clock.today())
    owed = [paper for paper in papers if paper.state == OWED and not paper.ended]
    return render(request, template, _receipt_context(installation, case) | {
        "state": words, "owed": owed, "signers": signers, "said_of": STATES, "waited_for": [one for one in signers if one.code],
        "signers_address": f"{installation.settings.base_url}/signers",
        "visit": of_visit.id if of_visit and of_visit.ended_at is None else "",
    })  # fmt: skip


def _receipt_context(installation: Installation, case: Case) -> dict[str, Any]:
    row = case.row
    office = installation.city.office(row.duty, installation.clock.today())
    return {
        "receipt_number": row.receipt_number,
        "costs": case.procedure.fee.amount is not None,
        "facts": describe_procedure(installation, case.procedure, "ja"),
        "name": shown_name(installation, case.procedure, case.summary),
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day if row.arrival_basis == "stamp" else None,  # a stamp says no hour
        "office": office_view(office),
    }
