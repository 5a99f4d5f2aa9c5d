"""答えの集計: of procedures whose definition says so (`tallied`)."""

from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import PUBLIC
from portal.clock import from_micro
from portal.errors import BadRequest
from portal.services.cases.keep_book import csv_line
from portal.services.desk.queue.count_answers import (
    MOST,
    TEXTS,
    Results,
    Wanted,
    count_answers,
    free_texts,
    may_hold_texts,
    may_read_texts,
    note_results,
    note_texts,
    tallied,
)
from portal.services.shared.installation import Installation
from portal.services.shared.official_words import DOORS
from portal.web.shared.access import staff
from portal.web.shared.csv_answer import csv_answer
from portal.web.shared.page import render
from portal.web.shared.period import period, periods
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, member, reading

router = Router(
    "staff", prefix="/desk/answers/{procedure}", access=staff("clerk", "reviewer", "approver", "exporter", "auditor")
)


@router.get("")
def show(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    wanted, problem = _wanted(request, installation)
    results = None if problem else _results(request, procedure, wanted)
    with installation.database.read() as unit:
        signed = member(request, unit)
        definition = tallied(installation, signed, procedure)
    context = _context(request, installation, procedure, wanted, problem) | {
        "results": results, "most": MOST, "may_hold_texts": may_hold_texts,
        "may_read": may_read_texts(signed, definition), "public": definition.tallied == PUBLIC and installation.settings.zone != "inner",
        "procedure": procedure,
    }  # fmt: skip
    return render(request, "pages/desk/answers.html", context, wrong=problem)


@router.get("/answers.csv")
def csv(request: Request, procedure: str) -> Response:
    installation = installation_of(request)
    wanted, problem = _wanted(request, installation)
    if problem:
        raise BadRequest(problem)
    results = _results(request, procedure, wanted)
    return csv_answer(_lines(results), f"answers-{procedure}-{wanted.since}-{wanted.until}")


@router.get("/texts/{question}", access=staff("clerk", "reviewer", "approver", "exporter"))
def texts(request: Request, procedure: str, question: str) -> Response:
    """`before`: behind which application the page begins."""
    installation = installation_of(request)
    wanted, problem = _wanted(request, installation)
    before = request.query_params.get("before", "0")
    if problem or not (before.isascii() and before.isdigit() and len(before) < 19):
        raise BadRequest(problem or "before")
    with installation.database.read() as unit:
        answers = free_texts(installation, unit, member(request, unit), procedure, question, wanted, int(before))
    asked, lines, after = answers
    with installation.database.change() as unit:
        note_texts(installation, unit, member(request, unit), question, lines)
    context = _context(request, installation, procedure, wanted, "") | {
        "asked": asked, "lines": lines, "at": from_micro, "size": TEXTS, "later": int(before) > 0,
        "next": f"{request.url.path}?{_query(wanted)}&before={after}" if after else "",
    }  # fmt: skip
    return render(request, "pages/desk/answer_texts.html", context)


def _results(request: Request, procedure: str, wanted: Wanted) -> Results:
    # Thousands of answers are opened: no writer waits meanwhile.
    with reading(request) as (installation, unit):
        results = count_answers(installation, unit, member(request, unit), procedure, wanted)
    with installation.database.change() as unit:
        note_results(installation, unit, member(request, unit), results, wanted)
    return results


def _wanted(request: Request, installation: Installation) -> tuple[Wanted, str]:
    today = installation.clock.today()
    _, first, last = periods(today)[-1]
    since, until, problem = period(request, today, usual=(first, last))
    door = request.query_params.get("door", "")
    return Wanted(since, until, door if door in DOORS else ""), problem


def _query(wanted: Wanted) -> str:
    return urlencode({"from": wanted.since.isoformat(), "to": wanted.until.isoformat(), "door": wanted.door})


def _context(
    request: Request, installation: Installation, procedure: str, wanted: Wanted, problem: str
) -> dict[str, object]:
    here = f"/desk/answers/{procedure}"
    return {
        "here": here, "query": _query(wanted), "wanted": wanted, "problem": problem, "doors": DOORS,
        "title": installation.catalogue.current(procedure).title,
        "typed": {
            name: request.query_params.get(name, day.isoformat())
            for name, day in (("from", wanted.since), ("to", wanted.until))
        },
        "periods": [
            (words, f"{here}?{_query(Wanted(first, last, wanted.door))}", (first, last) == (wanted.since, wanted.until))
            for words, first, last in periods(installation.clock.today())
        ],
    }  # fmt: skip


def _lines(results: Results) -> Iterator[bytes]:
    yield "\ufeff".encode() + csv_line(("質問", "項目", "件数", "答えた人のうちの割合（%）"))
    for tally in results.tallies:
        label = tally.question.label
        yield csv_line((label, "答えた人", str(tally.answered), ""))
        for words, number in tally.bars:
            yield csv_line((label, words, str(number), f"{tally.share(number):.1f}"))
        for words, shown in tally.ends(results.speech).items():
            yield csv_line((label, words, shown, ""))
        if may_hold_texts(tally.question):
            yield csv_line((label, "自由に書いた文", str(tally.texts), ""))
