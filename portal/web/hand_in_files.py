"""A page of files alone, outside a procedure's own pages: taken in, taken away, and handed in when something stands there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from fastapi import Request
from fastapi.responses import Response

from forms.environment import Environment
from forms.mistakes import Mistake
from forms.procedure import Field, Procedure
from forms.speech import Speech
from portal.db import Unit
from portal.services.keep_file import Shelf, take_away
from portal.web.field_view import FieldView, Shown, field_view
from portal.web.file_posting import FilesPosted
from portal.web.page import language_of
from portal.web.state import installation_of
from portal.web.take_files import Place, arrange, leaving, take_files
from portal.web.words import words


class FilesPage(Protocol):
    """Whatever else a page knows: where its files go, under one question."""

    @property
    def files(self) -> Place: ...


P = TypeVar("P", bound=FilesPage)


def hand_in_files(
    request: Request, sent: FilesPosted, place_of: Callable[[Unit], P | None],
    finish: Callable[[Unit, P, bool], Response | None], show: Callable[[P, Sequence[Mistake], str], Response],
) -> Response | None:  # fmt: skip
    """Takes files in, takes away what was removed, and commits. `finish` goes on in the same unit, unless the page is to
    be shown again: it is told whether any file stands, and its answer None shows the page. None where `place_of` finds
    no place any more."""
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
    """Its one question. Whatever was refused after its owner had gone on is told, too; `problem`: a sentence of our own
    beside the mistakes."""
    (question,) = place.fields
    speech = installation_of(request).speech(procedure, language_of(request))
    view = shelf_view(place.shelf, question, speech, environment, label=label, required=required, mistakes=mistakes)
    return replace(view, errors=(*view.errors, problem)) if problem else view


def shelf_view(
    shelf: Shelf, question: Field, speech: Speech, environment: Environment, *, label: str, required: bool,
    mistakes: Sequence[Mistake],
) -> FieldView:  # fmt: skip
    """A question whose files are no answer, with what stands on the shelf for it and what was refused and not told yet."""
    shown = Shown(
        field=question,
        raw={"": tuple(file.id for file in shelf.chosen_for(question.id))},
        speech=speech,
        environment=environment,
        required=required,
        mistakes=[*(one.mistake for one in shelf.refused if one.question == question.id), *mistakes],
    )
    return replace(field_view(shown), label=label)
