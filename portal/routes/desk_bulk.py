"""Many cases of the queue at once: chosen on a list, confirmed on a second page, a result a line on the third."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.kind import KINDS
from portal.errors import NotAllowed
from portal.services.act_in_bulk import (
    MOST,
    OUTCOMES,
    PASS,
    TAKE,
    Chosen,
    act_in_bulk,
    act_words,
    read_act,
    without_ticks,
)
from portal.services.decide_application import MOST_SIGNS
from portal.services.official_words import DOORS, STATES
from portal.services.queue_line import queue_lines
from portal.services.queue_page import filter_of
from portal.services.receipt_number import read
from portal.services.write_audit import write_audit
from portal.store import queues
from portal.web.page import render
from portal.web.posting import Post, Posted, first
from portal.web.queue_address import query_of, wanted_in
from portal.web.router import Router
from portal.web.signed_in import member
from portal.web.state import installation_of

router = Router(prefix="/desk/bulk")

_SAID = {
    "no_act": ("することを選んでください。", "act-take"),
    "none": ("申請を1件以上選んでください。", "act-take"),
    "many": (f"一度に{MOST}件までにしてください。", "act-take"),
    "no_words": ("申請した人への理由を書いてください。選んだ申請のすべてに、同じことばが伝わります。", "words"),
    "too_long": (f"申請した人へのことばを、{MOST_SIGNS}字までにしてください。", "words"),
}


@router.get("")
def choose(request: Request) -> Response:
    """The filter of the queue stands in the address, as there."""
    return _list(request, "", "", "", frozenset())


@router.post("")
def do(request: Request, posted: Post) -> Response:
    """First says what it will do; does it when that page is sent (`confirmed`)."""
    installation = installation_of(request)
    act, words, chosen = first(posted, "act"), first(posted, "words").strip(), _chosen(posted)
    problem = read_act(act, words) or ("" if chosen else "none") or ("many" if len(chosen) > MOST else "")
    if problem:
        return _list(request, act, words, problem, frozenset(one.receipt_number for one in chosen))
    with installation.database.write() as unit:
        signed = member(request, unit)
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("bulk")
        bare = without_ticks(unit, chosen, act)
        unit.commit()
    context = {"act": act, "act_words": act_words(act), "words": words, "chosen": chosen, "proposes": act in OUTCOMES}
    context["bare"] = bare
    if "confirmed" not in posted:
        return render(request, "pages/desk/bulk_confirm.html", context)
    lines = list(act_in_bulk(installation, signed, chosen, act, words))
    told = {"failed": [one for one in lines if not one.done], "done": [one for one in lines if one.done]}
    return render(request, "pages/desk/bulk_done.html", context | told)


def _list(request: Request, act: str, words: str, problem: str, ticked: frozenset[str]) -> Response:
    installation = installation_of(request)
    with installation.database.write() as unit:
        signed = member(request, unit)
        duties = signed.duties("review", tuple(installation.city.duties))
        if not duties:
            raise NotAllowed("bulk")
        wanted = replace(wanted_in(installation, request.query_params), after="")
        wish = replace(filter_of(installation, unit, signed, wanted, installation.clock.today()), duties=duties)
        rows = queues.page(unit, wish, wanted.sort or "due", most=MOST)
        lines = queue_lines(installation, unit, rows, signed.id)
        if lines:
            write_audit(installation, unit, signed.actor, "see queue", detail=f"{len(lines)} applications")
        unit.commit()
    ends = {end for row in rows for end in KINDS[row.kind].outcomes}
    context = {
        "lines": list(zip(lines, [row.revision for row in rows], strict=True)),
        "here": query_of(wanted),
        "states": STATES,
        "doors": DOORS,
        "acts": [(one, act_words(one)) for one in (TAKE, PASS, *(end for end in OUTCOMES if end in ends))],
        "act": act,
        "words": words,
        "ticked": ticked,
        "most": MOST,
        "problem": problem,
        "problems": [_SAID[problem]] if problem else [],
    }
    return render(request, "pages/desk/bulk.html", context, status=422 if problem else 200)


def _chosen(posted: Posted) -> Sequence[Chosen]:
    """`number:revision`, each once; what is neither is left out: no box of ours says it."""
    found = {}
    for box in posted.get("case", []):
        number, _, revision = box.partition(":")
        receipt = read(number)
        if receipt is not None and revision.isascii() and revision.isdigit() and len(revision) < 10:
            found[receipt] = Chosen(receipt, int(revision))
    return tuple(found.values())
