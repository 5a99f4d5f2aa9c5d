"""A draft that begins from a guide's list."""

from typing import Any

from forms.definition.procedure import Page, Procedure
from forms.guide.guide import answered_facts
from forms.path.fitting import fits
from portal.db import Unit
from portal.services.filing.drafts import Draft, save_draft
from portal.services.finding.follow_guide import GuideProgress
from portal.services.shared.needs import HasNumberKeys

EVENT, REASON, DAY = "event.", "event.reason", "occasion.day"


def fill_from_guide(installation: HasNumberKeys, unit: Unit, draft: Draft, progress: GuideProgress) -> bool:
    """False: nothing was filled. Each page is still shown, with what was filled."""
    answers = {**_stated(draft.procedure, progress), **answers_of_lines(draft.procedure, progress), **draft.answers}
    if answers == draft.answers:
        return False
    save_draft(installation, unit, draft, answers, draft.seen)
    return True


def answers_of_lines(procedure: Procedure, progress: GuideProgress) -> dict[str, Any]:
    values_by_name: dict[str, set[str | bool | tuple[str, ...]]] = {}
    for act in progress.acts:
        for name, value in act.line.answers.items():
            if act.line.at_counter == procedure.id and not act.maybe:
                values_by_name.setdefault(name, set()).add(value)
    asked = procedure.by_name
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, values in values_by_name.items()
        for value in values
        if len(values) == 1 and name in asked and fits(asked[name], value)
    }


def _stated(procedure: Procedure, progress: GuideProgress) -> dict[str, Any]:
    stated = dict(answered_facts(progress.guide, progress.path))
    days = [value for concept, value in stated.items() if concept.startswith(EVENT) and concept != REASON]
    if len(days) == 1:  # the guide is about one event
        stated[DAY] = days[0]
    pages = (item for step in procedure.steps for item in step.items if isinstance(item, Page))
    return {
        field.id: stated[field.concept]
        for page in pages
        for field in page.fields
        if field.concept in stated and fits(field, stated[field.concept])
    }
