"""Confirming a procedure gives its mandatory consents; refusable ones are always asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.answers import Answers
from forms.definition.procedure import Field
from forms.path.path import Path
from portal.services.counter.fill_interview import Sheet, walked
from portal.services.counter.visitor_screen_state import ScreenState, keys_of
from portal.services.filing.drafts import Draft
from portal.services.filing.origins import Origin
from portal.services.filing.visit_facts import VISITOR
from portal.services.shared.needs import Basics


def to_agree(path: Path) -> tuple[Field, ...]:
    missing = set(path.missing)
    return tuple(
        field for field in path.fields if field.id in missing and field.type.id == "consent" and _is_plain(field)
    )


def _is_plain(field: Field) -> bool:
    return not field.settings.refusable


def with_agreed(answers: Answers, path: Path) -> dict[str, object]:
    return {**answers, **dict.fromkeys((field.id for field in to_agree(path)), True)}


def take_agreed(installation: Basics, screen: ScreenState, sheets: Sequence[Sheet]) -> bool:
    """Also withdraws consents from drafts changed since. True if anything changed."""
    before = [dict(sheet.answers) for sheet in sheets]
    for sheet in sheets:
        given = [name for name, origin in sheet.origins.items() if origin.source == VISITOR and _agreed(sheet, name)]
        if given or sheet.draft.id in screen.sent:
            _take(installation, screen, sheet, given)
    return before != [sheet.answers for sheet in sheets]


def _agreed(sheet: Sheet, name: str) -> bool:
    try:
        field = sheet.draft.procedure.field(name)
    except KeyError:
        return False
    return field.type.id == "consent" and _is_plain(field)


def _take(installation: Basics, screen: ScreenState, sheet: Sheet, given: Sequence[str]) -> None:
    for name in given:
        sheet.answers.pop(name, None)
        del sheet.origins[name]
    sheet.path = walked(installation, sheet.draft, sheet.answers)
    asked, answers = to_agree(sheet.path), with_agreed(sheet.answers, sheet.path)
    if asked and _is_confirmed(installation, screen, sheet.draft, answers):
        for field in asked:
            sheet.put(field.id, True, Origin(VISITOR))
        sheet.path = walked(installation, sheet.draft, sheet.answers)


def _is_confirmed(
    installation: Basics, screen: ScreenState, draft: Draft, answers: Mapping[str, object]
) -> bool:  # fmt: skip
    filed = replace(draft, answers=answers)
    keys = [key for key, _ in keys_of(filed, walked(installation, filed, answers))]
    return draft.id in screen.sent and bool(keys) and set(keys) <= set(screen.right)
