"""Conflict pages: typed answers beside stored ones."""

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Procedure, full_name
from forms.path.binding import Posted, boxes
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path
from forms.text.speech import Speech
from portal.services.bundles.find_clash import mark_of_page
from portal.services.filing.drafts import MARK, Draft, draft_path
from portal.services.finding.describe_procedure import name_procedure
from portal.services.procedures.check_sections import shown
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.filing.draft_page import address_of, draft_context, onward
from portal.web.shared.page import language_of, render

_OURS = (MARK, "csrf_token", "act", "offer")


def choose_answer(
    request: Request, installation: Installation, draft: Draft, asked: AskedPage, typed: Path, posted: Posted
) -> Response:
    """Keeping the typed ones posts them with the current mark."""
    stored, speech = draft_path(installation, draft), speech_of(draft.procedure, language_of(request))
    rows = [
        (speech.text(field.label_place, field.label), shown(field, typed, speech), shown(field, stored, speech))
        for field in asked.fields
        if field.type.asks and typed.answers.get(field.id) != draft.answers.get(field.id)
    ]
    context = draft_context(request, installation, draft) | {
        "facts": name_procedure(draft.procedure, language_of(request)),
        "rows": rows,
        "boxes": [(name, value) for name, values in posted.items() if name not in _OURS for value in values],
        "read": mark_of_page(installation.form_key, draft, asked),
        "here": address_of(draft, asked),
        "onward": onward(installation, draft, stored),
    }
    return render(request, "pages/apply/two_answers.html", context, status=409)


def not_asked(
    request: Request, installation: Installation, draft: Draft, path: Path, posted: Posted, environment: Environment
) -> Response | None:
    speech = speech_of(draft.procedure, language_of(request))
    fields = {question.id: question for box in posted if (question := _field(draft.procedure, box)) is not None}
    rows = [
        (speech.text(question.label_place, question.label), typed, "")
        for question in fields.values()
        if (typed := _typed(question, posted, environment, speech))
    ]
    rows += [
        ("", " ".join(filter(None, values)), "")
        for box, values in posted.items()
        if box not in _OURS and _field(draft.procedure, box) is None and any(values)
    ]
    if not rows:
        return None
    context = draft_context(request, installation, draft, path) | {
        "facts": name_procedure(draft.procedure, language_of(request)),
        "rows": rows,
        "boxes": (),
        "read": "",
        "here": "",
        "onward": onward(installation, draft, path),
    }
    return render(request, "pages/apply/two_answers.html", context, status=409)


def _field(procedure: Procedure, box: str) -> Field | None:
    while box and full_name(box) not in procedure.by_name:
        box = box.rpartition(".")[0]
    return procedure.field(box) if box else None


def _typed(question: Field, posted: Posted, environment: Environment, speech: Speech) -> str:
    raw = boxes(question.id, posted)
    value = question.type.parse(raw, question.settings, environment).value
    if value is not None:
        return question.type.show(value, question.settings, speech, question.path)
    return " ".join(part for values in raw.values() for part in values if part)
