"""The page of two writers: what was typed here beside what is stored, or what was typed where nothing is asked any more."""

from fastapi import Request
from fastapi.responses import Response

from forms.binding import Posted, boxes
from forms.environment import Environment
from forms.path import AskedPage, Path
from forms.procedure import Field, Procedure, full_name
from forms.speech import Speech
from portal.services.check_sections import shown
from portal.services.describe_procedure import describe_procedure
from portal.services.drafts import Draft, draft_path
from portal.services.find_clash import MARK, mark_of_page
from portal.services.installation import Installation
from portal.web.draft_page import address_of, draft_context, onward
from portal.web.page import language_of, render

_OURS = (MARK, "csrf_token", "act", "offer")


def choose_answer(
    request: Request, installation: Installation, draft: Draft, asked: AskedPage, typed: Path, posted: Posted
) -> Response:
    """Both answers; whoever keeps their own posts it again, this time with the mark of what stands there now."""
    stored, speech = draft_path(installation, draft), installation.speech(draft.procedure, language_of(request))
    rows = [
        (speech.text(field.label_place, field.label), shown(field, typed, speech), shown(field, stored, speech))
        for field in asked.fields
        if field.type.asks and typed.answers.get(field.id) != draft.answers.get(field.id)
    ]
    context = draft_context(request, installation, draft) | {
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "rows": rows,
        "boxes": [(name, one) for name, values in posted.items() if name not in _OURS for one in values],
        "read": mark_of_page(installation, draft, asked),
        "here": address_of(draft, asked),
        "onward": onward(draft, stored),
    }
    return render(request, "pages/apply/two_answers.html", context, status=409)


def not_asked(
    request: Request, installation: Installation, draft: Draft, path: Path, posted: Posted, environment: Environment
) -> Response | None:
    """What was typed for questions that are not asked any more, or only in an earlier version, to be read once more; None
    where nothing was."""
    speech = installation.speech(draft.procedure, language_of(request))
    fields = {one.id: one for box in posted if (one := _field(draft.procedure, box)) is not None}
    rows = [
        (speech.text(one.label_place, one.label), typed, "")
        for one in fields.values()
        if (typed := _typed(one, posted, environment, speech))
    ]
    rows += [
        ("", " ".join(filter(None, values)), "")
        for box, values in posted.items()
        if box not in _OURS and _field(draft.procedure, box) is None and any(values)
    ]
    if not rows:
        return None
    context = draft_context(request, installation, draft, path) | {
        "facts": describe_procedure(installation, draft.procedure, language_of(request)),
        "rows": rows,
        "boxes": (),
        "read": "",
        "here": "",
        "onward": onward(draft, path),
    }
    return render(request, "pages/apply/two_answers.html", context, status=409)


def _field(procedure: Procedure, box: str) -> Field | None:
    """The question that a box belongs to, in its row."""
    while box and full_name(box) not in procedure.by_name:
        box = box.rpartition(".")[0]
    return procedure.field(box) if box else None


def _typed(one: Field, posted: Posted, environment: Environment, speech: Speech) -> str:
    """In words where it can be read, else as it was typed."""
    raw = boxes(one.id, posted)
    value = one.type.parse(raw, one.settings, environment).value
    if value is not None:
        return one.type.show(value, one.settings, speech, one.path)
    return " ".join(part for values in raw.values() for part in values if part)
