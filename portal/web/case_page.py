"""What the page of a case shows: read under one unit, for one member. A further part of the page adds its line here."""

from datetime import date
from typing import Any

from forms.keeping import free_from
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.answer_mandate import is_given, mandate_code
from portal.services.ask_by_letter import why_no_letter
from portal.services.ask_opinion import opinions_of
from portal.services.cases import Case
from portal.services.compare_register import Comparison, Inquiry, compare_register
from portal.services.count_elsewhere import may_count
from portal.services.decide_application import choices
from portal.services.describe_case import CaseView, describe_case
from portal.services.describe_confirmation import describe_confirmation
from portal.services.describe_numbers import PROXY_CHECKS, looks_of, numbers_of
from portal.services.describe_package import package_of_case
from portal.services.describe_period import describe_period
from portal.services.describe_sources import describe_sources
from portal.services.dispatch_list import STATES as DISPATCH_STATES
from portal.services.dispatch_list import WHY as DISPATCH_WHY
from portal.services.dispatch_note import NOTICE
from portal.services.extend_period import ends_soon, may_extend
from portal.services.forward_case import forwardings_of
from portal.services.hold_disposal import holds_on
from portal.services.hold_hand_over import why_held
from portal.services.holds import SIGNING, closed_ways, holds_of
from portal.services.installation import Installation
from portal.services.list_documents import notice_name
from portal.services.mark_protected import people_of
from portal.services.move_application import ways
from portal.services.next_act import NextAct, Waits, next_act
from portal.services.note_appeal import appeals_of, may_object
from portal.services.note_case import notes_of
from portal.services.official_words import DAY_ONLY, HOLDS, STATES
from portal.services.one_form import new_form
from portal.services.own_case import NAME, is_kept_away, why_own
from portal.services.permit_own_case import permits_of
from portal.services.receive_paper import may_receive
from portal.services.reckon_points import points_of
from portal.services.record_delegation import WAYS_TO_TELL, delegation_of
from portal.services.related_cases import related_cases
from portal.services.rights import Member
from portal.services.scan_form import form_scans, refused_form_scan
from portal.services.scan_paper import may_scan_form
from portal.services.send_message import thread
from portal.services.settle_match import matching_of
from portal.services.settle_outcome import anybody_takes_back, decision_of, why_sent_back
from portal.services.sign_beside_here import signers_here
from portal.services.stop_application import open_asking, reasons_to_stop
from portal.services.tick_checks import check_items
from portal.services.transfer_case import offers_of
from portal.services.use_number import USE
from portal.store import decisions, dispatches, document_numbers, notices, openings, staff_members
from portal.store.dispatches import OPEN as OPEN_LINE
from portal.store.messages import STAFF
from portal.store.register_matches import OPEN

Shown = dict[str, Any]
_OPEN_DECISION = ("proposed", "waiting")


def case_page(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    view = describe_case(installation, unit, case, signed.id)
    shown = (
        _head(installation, signed, case, view)
        | _people(installation, unit, signed, case)
        | _talk(unit, case)
        | _notices(unit, signed, case)
        | _decided(unit, signed, case)
        | {"related": related_cases(installation, unit, signed, case)}
        | {"package": package_of_case(unit, case)}
        | _came_back(unit, case)
        | {"points": points_of(installation, case)}
        | {"sources": describe_sources(unit, case), "period": describe_period(installation, unit, case)}
        | {"opinions": opinions_of(installation, unit, case), "transfers": offers_of(installation, unit, case)}
        | {"forwardings": forwardings_of(installation, unit, case)}
        | {"form_scans": form_scans(case.shown_shelf), "form_scan_refused": refused_form_scan(case.shelf)}
        | {"scans_form": may_scan_form(signed, case)}
        | _own(installation, unit, signed, case)
        | _holds(installation, unit, signed, case)
        | _keeping(installation, unit, signed, case)
        | {"signs_here": _signs_here(installation, unit, signed, case), "confirmed": describe_confirmation(case)}
    )
    if shown["decided"] and shown["decided"]["state"] in _OPEN_DECISION:
        shown |= {"ways": (), "choices": [], "closed": frozenset()}
    checks = {
        "to_check": check_items(installation, unit, case, view),
        "ticks": bool(shown["ways"]) and not shown["own"],
    }
    return shown | checks | {"next_act": _next(case, view, shown)}


def _head(installation: Installation, signed: Member, case: Case, view: CaseView) -> Shown:
    duty = case.row.duty
    return {
        "receipt_number": case.row.receipt_number,
        "procedure": case.procedure,
        "row": case.row,
        "case": view,
        "arrived_at": case.arrived_at,
        "arrival_day": case.arrival_day if case.row.arrival_basis in DAY_ONLY else None,
        "states": STATES,
        "ways": ways(case.row) if signed.may("review", duty) else (),
        "reviews": signed.may("review", duty),
        "receives": may_receive(signed, case),
        "ends_soon": ends_soon(installation, case),
        "extends": may_extend(case) and signed.may("review", duty),
        "decision": {"outcome": "", "words": "", "number": "", "decided_on": ""},
        "wrong": {},
    }


def _own(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    """Whether the guard keeps them away, and who was let."""
    why = why_own(installation, unit, signed, case)
    return {
        "own": bool(why) and is_kept_away(installation, unit, signed, case),
        "own_why": "あなたと同じ氏名の人" if why == NAME else "あなたの家族かもしれない人",
        "permits": permits_of(installation, unit, case),
    }


def _signs_here(installation: Installation, unit: Unit, signed: Member, case: Case) -> frozenset[int]:
    """Signatures that can be given at a reader of the counter, now."""
    return frozenset(one.asked.row.signature_id for one in signers_here(installation, unit, signed, case) if one.here)


def _came_back(unit: Unit, case: Case) -> Shown:
    """文書番号 and 決裁日 of the city's own 電子決裁 stand in their boxes already."""
    back = document_numbers.of(unit, case.row.id) if case.row.decided_at is None else None
    if back is None:
        return {}
    return {"decision": {"outcome": "", "words": "", "number": back.number, "decided_on": back.decided_on}}


def _decided(unit: Unit, signed: Member, case: Case) -> Shown:
    """The outcome that nobody was told yet, or why the last one came to nothing. While one is open nothing else is offered."""
    row = decisions.last(unit, case.row.id) if case.row.decided_at is None else None
    if row is None or row.state not in (*_OPEN_DECISION, "sent_back", "overtaken"):
        return {"decided": None}
    by = staff_members.by_id(unit, row.decided_by)
    mine = signed.id in (row.proposed_by, row.approved_by)
    shown = {
        "state": row.state,
        "outcome": row.outcome,
        "by": by.name if by else "",
        "at": from_micro(row.proposed_at),
        "leaves_at": from_micro(row.leaves_at),
        "words": decision_of(case, row).words,
        "reason": why_sent_back(case, row),
        "approves": row.state == "proposed" and signed.may("approve", case.row.duty) and not mine,
        "own": (mine or anybody_takes_back(unit, row)) and signed.may("review", case.row.duty),
    }
    return {"decided": shown}


def _notices(unit: Unit, signed: Member, case: Case) -> Shown:
    """Written notices, with when each was opened on line, and what left by paper."""
    opened, since = openings.of(unit, case.row.id), notices.declared_at(unit, case.row.id)
    lines = dispatches.of_application(unit, case.row.id)
    found = [
        {
            "id": row.id,
            "title": row.title,
            "number": row.number,
            "effective_on": date.fromisoformat(row.effective_on),
            "opened_at": None if (at := opened.get(notice_name(place))) is None else from_micro(at),
            "lines": (own := [line for line in lines if (line.kind, line.source) == (NOTICE, row.id)]),
            "may_put": all(line.state not in OPEN_LINE for line in own),
        }
        for place, row in enumerate(notices.of_application(unit, case.row.id), 1)
    ]
    return {
        "notices": found,
        "electronic_since": None if since is None else from_micro(since),
        "delivers": signed.may("deliver", case.row.duty),
        "line_states": DISPATCH_STATES,
        "line_why": DISPATCH_WHY,
    }


def _holds(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    """What holds it beside its state, and the ways that this closes."""
    standing, why = holds_of(installation, unit, case), why_held(unit, case)
    closed = closed_ways(case, standing, ways(case.row))
    return {
        "held": any(hold.id in SIGNING for hold in standing),
        "holds": [f"{HOLDS[hold.id]}{why if hold.id == 'export' else ''}" for hold in standing],
        "closed": closed,
        "choices": [end for end in choices(case.row) if end not in closed],
        "export_held": why,
        "holds_back": signed.may("hold hand-over", case.row.duty),
    }


def _keeping(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    """Until when it is kept, and whether that is stopped."""
    ended, duty = case.row.decided_at, case.row.duty
    return {
        "keep": case.procedure.keep,
        "free_on": None if ended is None else free_from(case.procedure.keep, tokyo_day(from_micro(ended))),
        "legal_holds": holds_on(installation, unit, case),
        "appeals": appeals_of(unit, case),
        "today": installation.clock.today(),
        "may_object": may_object(case),
        "keeps": signed.may("propose disposal", duty),
        "lifts": signed.may("approve disposal", duty),
    }


def _people(installation: Installation, unit: Unit, signed: Member, case: Case) -> Shown:
    """Who filed for whom, whose numbers there are, who is protected."""
    delegation = delegation_of(unit, case, installation.clock.today())
    protects, uses_numbers = signed.may("protect", case.row.duty), signed.may(USE, case.row.duty)
    looks = looks_of(installation, unit, case)
    return {
        "delegation": delegation,
        "ways_to_tell": WAYS_TO_TELL,
        "code": mandate_code(installation, case.row) if delegation and is_given(delegation.kind) else "",
        "matching": matching_of(unit, case),
        "numbers": numbers_of(installation, unit, case),
        "looks": looks if uses_numbers else (),
        "uses_numbers": uses_numbers,
        "proxy_checks": PROXY_CHECKS.values(),
        "protects": protects,
        "protected": case.protected,
        "counts_elsewhere": may_count(case),
        "people": people_of(case) if protects else (),
    }


def _talk(unit: Unit, case: Case) -> Shown:
    return {
        "untold": why_no_letter(unit, case) == "",
        "stops": [(from_micro(one.at), one.reason) for one in reasons_to_stop(unit, case)],
        "asked_to_stop": open_asking(unit, case) is not None,
        "talk": thread(unit, case, STAFF),
        "notes": notes_of(unit, case),
        "note_form": new_form(),
        "note_text": "",
        "problem": "",
    }


def compared(installation: Installation, inquiry: Inquiry | None, view: CaseView) -> Shown:
    """What the register has beside the answers. It is a neighbour: no unit may be open."""
    found = compare_register(installation, inquiry) if inquiry is not None else Comparison()
    rows = (row for section in view.sections for row in section.rows)
    differences = [(row.label, found.beside[row.field]) for row in rows if row.field in found.beside]
    return {
        "beside": found.beside,
        "compared": found.people,
        "differences": [(label, one) for label, one in differences if one.differs],
    }


def _next(case: Case, view: CaseView, shown: Shown) -> NextAct | None:
    """Only for whoever may act."""
    if not shown["reviews"]:
        return None
    decided = shown["decided"]
    if decided and decided["state"] in _OPEN_DECISION:
        waits_for = "決裁を待っています" if decided["state"] == "proposed" else "結果が伝わるのを待っています"
        return NextAct("結果の案を決裁する" if decided["approves"] else waits_for)
    delegation, matching = shown["delegation"], shown["matching"]
    waits = Waits(
        asked_to_stop=shown["asked_to_stop"],
        unread=any(one.unread and not one.mine for one in shown["talk"]),
        mandate=delegation is not None and delegation.state == "claimed",
        extension=shown["ends_soon"],
        match=matching is not None and matching.state == OPEN,
        held=shown["held"],
        untold=shown["untold"],
        blocked=bool(shown["closed"]),
    )
    return next_act(view, waits, f"/desk/{case.row.receipt_number}")
