"""What a visitor agrees to on a screen of their own. The sentences that a clerk would have to tick stand there in words, and are the
visitor's answers once they said of everything in that procedure, as it stands, that it is right. What may be refused is asked, not taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.answers import Answers
from forms.path import Path
from forms.procedure import Field
from portal.services.drafts import Draft
from portal.services.fill_interview import Sheet, walked
from portal.services.installation import Installation
from portal.services.origins import Origin
from portal.services.screen_state import ScreenState, keys_of
from portal.services.visit_facts import VISITOR


def to_agree(path: Path) -> tuple[Field, ...]:
    """Sentences without which it cannot be filed, and which nobody has ticked."""
    missing = set(path.missing)
    return tuple(one for one in path.fields if one.id in missing and one.type.id == "consent" and _is_plain(one))


def _is_plain(field: Field) -> bool:
    """A yes to what may be refused is nobody's to assume."""
    return not field.settings.refusable


def with_agreed(answers: Answers, path: Path) -> dict[str, object]:
    """As they will be when the visitor has said that it is right."""
    return {**answers, **dict.fromkeys((one.id for one in to_agree(path)), True)}


def take_agreed(installation: Installation, screen: ScreenState, sheets: Sequence[Sheet]) -> bool:
    """Puts what the visitor agreed to into each draft of which they confirmed everything, and takes it out of any that is otherwise by
    now. Whether that changed anything."""
    before = [dict(one.answers) for one in sheets]
    for sheet in sheets:
        given = [name for name, origin in sheet.origins.items() if origin.source == VISITOR and _agreed(sheet, name)]
        if given or sheet.draft.id in screen.sent:
            _take(installation, screen, sheet, given)
    return before != [one.answers for one in sheets]


def _agreed(sheet: Sheet, name: str) -> bool:
    """A sentence agreed to with all the rest; what the visitor chose by itself stays until somebody says otherwise."""
    try:
        field = sheet.draft.procedure.field(name)
    except KeyError:
        return False
    return field.type.id == "consent" and _is_plain(field)


def _take(installation: Installation, screen: ScreenState, sheet: Sheet, given: Sequence[str]) -> None:
    for name in given:
        sheet.answers.pop(name, None)
        del sheet.origins[name]
    sheet.path = walked(installation, sheet.draft, sheet.answers)
    asked, answers = to_agree(sheet.path), with_agreed(sheet.answers, sheet.path)
    if asked and _is_confirmed(installation, screen, sheet.draft, answers):
        for one in asked:
            sheet.put(one.id, True, Origin(VISITOR))
        sheet.path = walked(installation, sheet.draft, sheet.answers)


def _is_confirmed(
    installation: Installation, screen: ScreenState, draft: Draft, answers: Mapping[str, object]
) -> bool:  # fmt: skip
    """Each section of it, as it would be filed, was shown and said to be right."""
    filed = replace(draft, answers=answers)
    keys = [key for key, _ in keys_of(installation, filed, walked(installation, filed, answers))]
    return draft.id in screen.sent and bool(keys) and set(keys) <= set(screen.right)
