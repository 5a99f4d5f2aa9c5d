"""Answers counted for everybody."""

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import PUBLIC
from portal.errors import NotFound
from portal.services.desk.queue.count_answers import MOST
from portal.services.desk.queue.open_answers import OpenTally, counted_quarters
from portal.services.finding.describe_procedure import name_procedure
from portal.services.shared.catalogue import speech_of
from portal.web.shared.access import anyone
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of, open_answers_of, resident_or_none

router = Router("resident")


@router.get("/procedures/{procedure}/results", access=anyone())
def results(request: Request, procedure: str) -> Response:
    """`span`: 2026-2; without it the newest."""
    installation, language = installation_of(request), language_of(request)
    described = installation.catalogue.current(procedure)
    if described.tallied != PUBLIC:
        raise NotFound("results")
    with installation.database.read() as unit:
        resident_or_none(request, unit)
    quarters, asked = counted_quarters(installation), request.query_params.get("span", "")
    chosen = next((quarter for quarter in quarters if asked in ("", quarter.id)), None)
    if asked and chosen is None:
        raise NotFound("span")
    answers = open_answers_of(request).of((described.meaning, chosen)) if chosen is not None else None
    speech = speech_of(described, language)

    def lines(tally: OpenTally) -> list[tuple[str, int | None, float | None]]:
        labels = tally.labels_in(speech)
        return [(labels[code], count, tally.share(code)) for code, count in tally.counts.items()]

    context = {
        "facts": name_procedure(described, language), "quarters": quarters, "chosen": chosen, "answers": answers, "most": MOST,
        "small": installation.settings.small_count,
        "tallies": [
            (tally, speech.text(f"{tally.question.path}.label", tally.question.label), lines(tally))
            for tally in (answers.tallies if answers is not None else ())
        ],
    }  # fmt: skip
    return render(request, "pages/procedures/results.html", context)
