from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from forms.path.environment import Environment
from forms.text.speech import Speech
from portal.db import Unit
from portal.services.files.keep_file import Shelf, take_away
from portal.services.shared.catalogue import speech_of
from portal.web.files.take_files import Place, arrange, leaving, take_files
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.file_posting import FilesPosted
from portal.web.shared.page import language_of
from portal.web.shared.state import installation_of
from portal.web.shared.words import words


class FilesPage(Protocol):
    @property
    def files(self) -> Place: ...


P = TypeVar("P", bound=FilesPage)


def hand_in_files(
    request: Request, sent: FilesPosted, place_of: Callable[[Unit], P | None],
    finish: Callable[[Unit, P, bool], Response | None], show: Callable[[P, Sequence[Mistake], str], Response],
) -> Response | None:  # fmt: skip
    """Commits. `finish` runs in the same unit and gets whether any file exists; if it returns None, the page is shown.
    None if `place_of` finds nothing."""
    installation = installation_of(request)

    def files(unit: Unit) -> Place | None:
        place = place_of(unit)
        return place.files if place is not None else None

    taken = take_files(installation, files, sent)
    with installation.database.write() as unit:
        place = place_of(unit)
        if place is None:
            return None
        (question,) = place.files.fields
        arranged = arrange(sent, taken, [question])
        take_away(unit, place.files.shelf, question.id, leaving(sent, taken, question.id))
        place = place_of(unit)
        if place is None:
            return None
        some = bool(place.files.shelf.chosen_for(question.id))
        mistakes = arranged.mistakes.get(question.id, ())
        answer = None if arranged.stay or mistakes else finish(unit, place, some)
        unit.commit()
    if answer is not None:
        return answer
    none = not arranged.stay and not mistakes and not some
    return show(place, mistakes, words(language_of(request))["paper.none_chosen"] if none else "")


def files_view(
    request: Request, procedure: Procedure, environment: Environment, place: Place, *, label: str, required: bool,
    mistakes: Sequence[Mistake], problem: str,
) -> FieldView:  # fmt: skip
    (question,) = place.fields
    speech = speech_of(procedure, language_of(request))
    view = shelf_view(place.shelf, question, speech, environment, label=label, required=required, mistakes=mistakes)
    return replace(view, errors=(*view.errors, problem)) if problem else view


def shelf_view(
    shelf: Shelf, question: Field, speech: Speech, environment: Environment, *, label: str, required: bool,
    mistakes: Sequence[Mistake],
) -> FieldView:  # fmt: skip
    shown = Shown(
        field=question,
        raw={"": tuple(file.id for file in shelf.chosen_for(question.id))},
        speech=speech,
        environment=environment,
        required=required,
        mistakes=[*(refusal.mistake for refusal in shelf.refused if refusal.question == question.id), *mistakes],
    )
    return replace(field_view(shown), label=label)
