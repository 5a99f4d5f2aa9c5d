"""Choose, confirm, one result per case."""

from collections.abc import Sequence
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from forms.definition.kind import IN_VAIN
from portal.errors import NotAllowed
from portal.services.cases.note_inside import LEAST_OF_WHY, MOST_OF_WHY, is_explained
from portal.services.desk.case.decide_application import MOST_SIGNS
from portal.services.desk.queue.act_in_bulk import (
    MOST,
    Chosen,
    Taken,
    act_in_bulk,
    act_words,
    give_back_in_bulk,
    outcomes_of,
    read_act,
    take_back_in_bulk,
    without_ticks,
)
from portal.services.desk.queue.bulk_reasons import ReasonLine, reason_lines
from portal.services.desk.queue.foresee_acts import hindrances, possible_acts
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
from portal.web.shared.state import changing, installation_of, member

router = Router("staff", prefix="/desk/bulk", access=staff("reviewer", "approver"))

_MESSAGES = {
    "no_act": ("することを選んでください。", "acts"),
    "none": ("申請を1件以上選んでください。", "acts"),
    "many": (f"一度に{MOST}件までにしてください。", "acts"),
    "no_words": ("申請した人への理由を選ぶか、書いてください。", "words"),
    "short": (
        "理由を、文で書いてください。どの決まりの、どこに、何があわないのかを書きます（例：世帯の収入が、要綱第3条の額を超えているため）。",
        "words",
    ),
    "gap": ("用意した理由の〔　〕のところを、申請ごとのことに書きかえてください。", "words"),
    "too_long": (f"申請した人へのことばを、{MOST_SIGNS}字までにしてください。", "words"),
}


UNCHECKED = f"確かめた印のない申請があります。1件ずつ確かめるか、印のないまま決める理由を、文で（{LEAST_OF_WHY}字から{MOST_OF_WHY}字）書いてください。"


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
    with installation.database.change() as unit:
        signed = member(request, unit)
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("bulk")
        # What was left out before stays named when the page is shown again. Once confirmed, each other case has its
        # line in the results.
        left_out = _chosen(posted, "out")[:MOST]
        looked_at = (*left_out, *chosen) if "confirmed" not in posted else left_out
        why = hindrances(installation, unit, signed, {case.receipt_number: case.revision for case in looked_at}, act)
        out = [case for case in looked_at if case.receipt_number in why]
        chosen = [case for case in chosen if case.receipt_number not in why]
        # Of another section's case nothing is shown: its line in the results is that of a case that does not exist.
        rows = queues.of_numbers(unit, [case.receipt_number for case in chosen])
        rows = [row for row in rows if signed.may("review", row.duty)]
        own = {row.receipt_number for row in rows}
        bare = without_ticks(unit, [case for case in chosen if case.receipt_number in own], act, outcomes)
        if "leave" in posted:
            chosen, bare = [case for case in chosen if case.receipt_number not in bare], ()
        # As the page before named it.
        named = outcomes | outcomes_of(installation.catalogue.version(unit, row.meaning) for row in rows)
        lines: tuple[ReasonLine, ...] = ()
        if act in outcomes and outcomes[act].reasons:
            typed = _typed(posted, chosen, words)
            lines = reason_lines(installation, unit, signed, list(typed), outcomes[act], typed)
    context: dict[str, object] = {
        "act": act, "act_words": act_words(act, named), "words": words, "chosen": chosen, "why": why, "out": out,
        "proposes": act in outcomes,
    }  # fmt: skip
    unchecked = first(posted, "unchecked").strip()
    mistakes = _mistakes(lines, bare, unchecked) if "confirmed" in posted else []
    context |= {
        "bare": bare,
        "gives": act in outcomes and outcomes[act].state not in IN_VAIN,
        "lines": lines,
        "unchecked": unchecked,
        "least_of_why": LEAST_OF_WHY,
        "problems": mistakes,
        "wrong": {box: words for words, box in mistakes},
    }
    if "confirmed" not in posted or mistakes:
        return render(request, "pages/desk/bulk_confirm.html", context, wrong=mistakes)
    reasons = {line.receipt_number: line.reason for line in lines}
    done_lines = list(act_in_bulk(installation, signed, chosen, act, words, reasons, unchecked))
    results = {
        "failed": [line for line in done_lines if not line.done],
        "done": [line for line in done_lines if line.done],
    }
    return render(request, "pages/desk/bulk_done.html", context | results)


@router.post("/take-back")
def take_back(request: Request, posted: Post) -> Response:
    """Until it leaves; without confirmation, since nothing is lost."""
    numbers = tuple(dict.fromkeys(number for number in map(read, posted.get("number", [])) if number is not None))[
        :MOST
    ]
    with changing(request, member) as (installation, _, signed):
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("bulk")
    lines = list(take_back_in_bulk(installation, signed, numbers))
    results = {"failed": [line for line in lines if not line.done], "done": [line for line in lines if line.done]}
    return render(request, "pages/desk/bulk_done.html", results | {"act_words": "取消し"})


@router.post("/give-back")
def give_back(request: Request, posted: Post) -> Response:
    # What is untouched since; without confirmation, as of one case.
    with changing(request, member) as (installation, _, signed):
        if not signed.duties("review", tuple(installation.city.duties)):
            raise NotAllowed("bulk")
    lines = list(give_back_in_bulk(installation, signed, _takes(posted)))
    results = {"failed": [line for line in lines if not line.done], "done": [line for line in lines if line.done]}
    return render(request, "pages/desk/bulk_done.html", results | {"act_words": "担当をもどす"})


def _takes(posted: Posted) -> tuple[Taken, ...]:
    takes = {}
    for box in posted.get("taken", [])[:MOST]:
        number, *figures = box.split(":")
        receipt = read(number)
        if (
            receipt is not None
            and len(figures) in (2, 3)
            and all(f.isascii() and f.isdigit() and len(f) < 10 for f in figures)
        ):
            takes[receipt] = Taken(receipt, *map(int, figures))
    return tuple(takes.values())


def _typed(posted: Posted, chosen: Sequence[Chosen], words: str) -> dict[str, tuple[str, str]]:
    # By receipt number: words, of one's own or those for all, and the ready reason.
    return {
        number: (
            first(posted, f"words.{number}") if f"words.{number}" in posted else words,
            first(posted, f"ready.{number}"),
        )
        for number in (case.receipt_number for case in chosen)
    }


def _mistakes(lines: Sequence[ReasonLine], bare: Sequence[str], unchecked: str) -> list[tuple[str, str]]:
    # (sentence, box).
    wrong = [
        (f"{line.receipt_number}：{_MESSAGES[line.problem][0]}", f"words-{line.receipt_number}")
        for line in lines
        if line.problem
    ]
    if bare and not is_explained(unchecked):
        wrong.append((UNCHECKED, "unchecked"))
    return wrong


def _list(request: Request, act: str, words: str, problem: str, ticked: frozenset[str]) -> Response:
    with changing(request, member) as (installation, unit, signed):
        duties = signed.duties("review", tuple(installation.city.duties))
        if not duties:
            raise NotAllowed("bulk")
        wanted = replace(wanted_in(installation.catalogue, request.query_params), after="")
        wish = replace(filter_of(installation, unit, signed, wanted, installation.clock.today()), duties=duties)
        rows = queues.page(unit, wish, wanted.sort or "due", most=MOST)
        if ticked:  # acts of these alone are offered
            rows = [row for row in rows if row.receipt_number in ticked]
        lines = queue_lines(installation, unit, rows, signed)
        meanings = dict.fromkeys(row.meaning for row in rows)
        outcomes = outcomes_of(installation.catalogue.version(unit, meaning) for meaning in meanings)
        offered = possible_acts(installation.catalogue, unit, signed, rows, outcomes)
        if lines:
            write_audit(installation, unit, signed.actor, "see queue", detail=f"{len(lines)} applications")
    words_of, box = _MESSAGES.get(problem, ("", ""))
    # The first control of the form.
    place = f"act-{offered[0]}" if offered else f"case-{lines[0].receipt_number}" if lines else ""
    context = {
        "lines": lines,
        "dues": {line.due for line in lines if line.due},
        "here": query_of(wanted),
        "states": STATES,
        "doors": DOORS,
        "acts": [(bulk_act, act_words(bulk_act, outcomes)) for bulk_act in offered],
        "act": act,
        "words": words,
        "ticked": ticked,
        "most": MOST,
        "problem": problem,
        "problems": [(words_of, box if box != "acts" else place)] if problem else [],
    }
    return render(request, "pages/desk/bulk.html", context, wrong=problem)


def _chosen(posted: Posted, name: str = "case") -> Sequence[Chosen]:
    chosen = {}
    for box in posted.get(name, []):
        number, _, revision = box.partition(":")
        receipt = read(number)
        if receipt is not None and revision.isascii() and revision.isdigit() and len(revision) < 10:
            chosen[receipt] = Chosen(receipt, int(revision))
    return tuple(chosen.values())
