"""Where the field at the start of the counter leads: the palette's search, and what only a counter has."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from fastapi import Request

from portal.db import Unit
from portal.services.bookings.reservations_today import reservations_today
from portal.services.procedures.find_procedures import Search, cleaned
from portal.services.shared.codes import read_code, written_code
from portal.services.shared.fold_words import folded
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.web.counter.own_window import enterable_titles, presets_of
from portal.web.counter.start_lists import parked_drafts
from portal.web.finding.guide_cards import guide_card
from portal.web.shared.state import installation_of
from portal.web.staff.palette import MOST, Target, enterable, is_called, receipts, search_of, to_enter, visits

# Of a ticket machine: up to three letters and a number.
_TICKET = re.compile(r"[A-Za-zぁ-ゖァ-ヺ]{0,3}[-‐ ]?[0-9]{1,6}")


def is_ticket(asked: str) -> bool:
    return not asked or _TICKET.fullmatch(unicodedata.normalize("NFKC", asked)) is not None


def code_in(asked: str) -> str:
    """A barcode reader types the whole URL; only the code counts."""
    return read_code(asked.rpartition("/")[2])


def straight_to(request: Request, unit: Unit, signed: Member, asked: str) -> str:
    """The address of a receipt number, or of the ticket of an open visit; else ""."""
    for target in receipts(unit, signed, asked):
        return target.href
    if asked and is_ticket(asked):
        return next((target.href for target in visits(request, unit, signed, asked)), "")
    return ""


def counter_targets(request: Request, unit: Unit, signed: Member, typed: str) -> list[Target]:
    """Searches names among open visits, today's bookings and parked drafts."""
    asked = cleaned(typed)
    code = code_in(typed)
    if code:
        boxes = (("code", code),)
        return [
            Target("コード", written_code(code), "/counter/resume", "家で書いたものを続ける", starts=True, boxes=boxes)
        ]
    search = search_of(request, unit, asked)
    return [
        *visits(request, unit, signed, asked),
        *_comers(request, unit, signed, asked),
        *_parked(request, unit, signed, asked),
        *_presets(request, signed, search, asked),
        *_guides(request, search),
        *_in_visit(request, signed, search),
        *(replace(target, kind="1件だけ・紙") for target in to_enter(request, signed, search)),
    ]


def _comers(request: Request, unit: Unit, signed: Member, asked: str) -> Iterator[Target]:
    for comer in reservations_today(installation_of(request), unit, signed, asked)[:MOST]:
        boxes = (("once", f"{_once()}-{comer.id}"),)
        note = f"{comer.title}{'（来ています）' if comer.came_at else ''}"
        label = f"{comer.starts[11:]} {comer.name or comer.receipt_number}"
        yield Target("今日の予約", label, f"/counter/comers/{comer.id}", note, starts=True, boxes=boxes)


def _parked(request: Request, unit: Unit, signed: Member, asked: str) -> Iterator[Target]:
    installation = installation_of(request)
    mine, others = parked_drafts(installation, unit, signed)
    named = [(draft, True) for draft in mine] + [(draft, False) for draft in others]
    matches = [(draft, own) for draft, own in named if is_called(draft["name"], asked)][:MOST]
    theirs = sum(not own for _, own in matches)
    if theirs:
        write_audit(installation, unit, signed.actor, "see drafts", detail=f"{theirs} drafts of colleagues")
    for draft, own in matches:
        note = draft["title"] if own else f"{draft['title']}、{draft['by']}"
        yield Target("中断した受付", draft["name"], f"/counter/drafts/{draft['id']}", note)


def _guides(request: Request, search: Search) -> Iterator[Target]:
    guides = installation_of(request).guides
    for guide in [guides[name] for name in search.guides if name in guides][:MOST]:
        boxes = (("once", _once()), ("guide", guide.id))
        yield Target(
            "ガイドで来庁",
            guide_card(guide, "ja")["title"],
            "/counter/visits",
            "来庁を始めて、質問に答える",
            starts=True,
            boxes=boxes,
        )


def _presets(request: Request, signed: Member, search: Search, asked: str) -> Iterator[Target]:
    # By its own name, or that of its first procedure.
    meant = {procedure.id for procedure in enterable(signed, search)}
    for preset in presets_of(request, enterable_titles(request, signed)):
        if preset.procedures[0][0] in meant or (asked and folded(asked) in folded(preset.title)):
            occasion = (("occasion", preset.occasion),) if preset.occasion else ()
            boxes = (("once", _once()), *occasion, *(("procedure", name) for name, _ in preset.procedures))
            note = "、".join(label for _, label in preset.procedures)
            yield Target("まとめて来庁", preset.title, "/counter/visits", note, starts=True, boxes=boxes)


def _in_visit(request: Request, signed: Member, search: Search) -> Iterator[Target]:
    installation = installation_of(request)
    for procedure in enterable(signed, search):
        office = installation.city.office(procedure.duty, installation.clock.today()).office
        boxes = (("once", _once()), ("procedure", procedure.id))
        yield Target("来庁で始める", procedure.title, "/counter/visits", office, starts=True, boxes=boxes)


def _once() -> str:
    return secrets.token_urlsafe(16)
