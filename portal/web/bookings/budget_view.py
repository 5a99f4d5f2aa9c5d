"""予算 on the pages of residents."""

from typing import Any

from forms.definition.procedure import Procedure
from portal.clock import from_micro
from portal.db import Unit
from portal.services.bookings.describe_budgets import budget_of_case, open_budgets
from portal.services.cases.cases import Case
from portal.services.shared.catalogue import speech_of
from portal.services.shared.needs import Basics
from portal.web.shared.dates import fiscal_year, moment
from portal.web.shared.words import words


def budget_lines(installation: Basics, unit: Unit, procedure: Procedure, language: str) -> list[str]:
    texts, budget = words(language), procedure.budget
    if budget is None:
        return []
    lines = []
    for offered in open_budgets(installation, unit, procedure):
        facts = {
            "year": fiscal_year(offered.year) if language == "ja" else offered.year, "total": f"{offered.account.total:,}", "left": f"{offered.account.left:,}",
            "queue": offered.account.in_queue,
        }  # fmt: skip
        lines.append(texts[f"budget.left.{budget.order}"].format(**facts))
        if offered.account.at:
            lines.append(texts["budget.as_of"].format(moment=moment(from_micro(offered.account.at), language)))
        if offered.used_up:
            lines.append(budget.words(speech_of(procedure, language)))
        if offered.waits and offered.account.in_queue:
            lines.append(texts["budget.queue"].format(**facts))
    return lines


def queue_line(installation: Basics, unit: Unit, case: Case, language: str) -> dict[str, Any]:
    """Of an open case. In a period there is no order."""
    held = budget_of_case(installation, unit, case) if case.row.decided_at is None else None
    if held is None or not held.place or not held.in_order:
        return {"budget_queue": ""}
    return {"budget_queue": words(language)["budget.place"].format(place=held.place)}
