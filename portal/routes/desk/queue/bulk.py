"""Bulk acts: choose, confirm, one result per case."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from portal.errors import NotAllowed
from portal.services.desk.case.decide_application import MOST_SIGNS
from portal.services.desk.queue.act_in_bulk import (
    MOST,
    PASS,
    TAKE,
    Chosen,
    act_in_bulk,
    act_words,
    outcomes_of,
    read_act,
    without_ticks,
)
from portal.services.desk.queue.line import queue_lines
from portal.services.desk.queue.page import filter_of
from portal.services.shared.official_words import DOORS, STATES
from portal.services.shared.receipt_number import read
from portal.services.shared.write_audit import write_audit
from portal.store.desk import queues
from portal.web.desk.queue_address import query_of, wanted_in
from portal.web.shared.access import staff
from portal.web.shared.page import render
from portal.web.shared.posting import Post, Posted, first
from portal.web.shared.router import Router
from portal.web.shared.signed_in import member
from portal.web.shared.state import installation_of

router = Router("staff", prefix="/desk/bulk", access=staff("reviewer", "approver"))

_MESSAGES = {
    "no_act": ("することを選んでください。", "act-take"),
    "none": ("申請を1件以上選んでください。", "act-take"),
    "many": (f"一度に{MOST}件までにしてください。", "act-take"),
    "no_words": ("申請した人への理由を書いてください。選んだ申請のすべてに、同じことばが伝わります。", "words"),
    "short": (
        "理由を、文で書いてください。どの決まりの、どこに、何があわないのかを書きます（例：世帯の収入が、要綱第3条の額を超えているため）。",
        "words",
    ),
    "too_long": (f"申請した人へのことばを、{MOST_SIGNS}字までにしてください。", "words"),
}


@router.get("")
def choose(request: Request) -> Response:
    return _list(request, "", "", "", frozenset())


@router.post("")
def do(request: Request, posted: Post) -> Response:
    installation = installation_of(request)
    act, words, chosen = first(posted, "act"), first(posted, "words").strip(), _chosen(posted)
    outcomes = outcomes_of(installation.catalogue.all())
    if "marked" in posted:  # in the queue: what is to be done is asked next
        return _list(request, "", "", "", frozenset(case.receipt_number for case in chosen))
    problem = read_act(act, words, outcomes) or ("" if chosen else "none") or ("many" if len(chosen) > MOST else "")
    if problem:
        return _list(request, act, words, problem, frozenset(case.receipt_number for case in chosen))
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("bulk")
        bare = without_ticks(unit, chosen, act, outcomes)
        unit.commit()
    context: dict[str, object] = {
        "act": act, "act_words": act_words(act, outcomes), "words": words, "chosen": chosen, "proposes": act in outcomes,
    }  # fmt: skip
    context["bare"] = bare
    if "confirmed" not in posted:
        return render(request, "pages/desk/bulk_confirm.html", context)
    lines = list(act_in_bulk(installation, signed, chosen, act, words))
    results = {"failed": [line for line in lines if not line.done], "done": [line for line in lines if line.done]}
    return render(request, "pages/desk/bulk_done.html", context | results)


def _list(request: Request, act: str, words: str, problem: str, ticked: frozenset[str]) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        duties = signed.duties("review", tuple(installation.city.duties))
        if not duties:
            raise NotAllowed("bulk")
        wanted = replace(wanted_in(installation.catalogue, request.query_params), after="")
        wish = replace(filter_of(installation, unit, signed, wanted, installation.clock.today()), duties=duties)
        rows = queues.page(unit, wish, wanted.sort or "due", most=MOST)
        lines = queue_lines(installation, unit, rows, signed)
        outcomes = outcomes_of(installation.catalogue.version(unit, row.meaning) for row in rows)
        if lines:
            write_audit(installation, unit, signed.actor, "see queue", detail=f"{len(lines)} applications")
        unit.commit()
    context = {
        "lines": list(zip(lines, [row.revision for row in rows], strict=True)),
        "here": query_of(wanted),
        "states": STATES,
        "doors": DOORS,
        "acts": [(bulk_act, act_words(bulk_act, outcomes)) for bulk_act in (TAKE, PASS, *outcomes)],
        "act": act,
        "words": words,
        "ticked": ticked,
        "most": MOST,
        "problem": problem,
        "problems": [_MESSAGES[problem]] if problem else [],
    }
    return render(request, "pages/desk/bulk.html", context, status=422 if problem else 200)


def _chosen(posted: Posted) -> Sequence[Chosen]:
    """`number:revision`, without duplicates and malformed values."""
    chosen = {}
    for box in posted.get("case", []):
        number, _, revision = box.partition(":")
        receipt = read(number)
        if receipt is not None and revision.isascii() and revision.isdigit() and len(revision) < 10:
            chosen[receipt] = Chosen(receipt, int(revision))
    return tuple(chosen.values())
