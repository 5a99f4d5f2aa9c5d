"""Every component of the pages; only outside of production."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import Response

from forms.definition.procedure import Field, Procedure
from forms.mistakes import Mistake
from portal.errors import NotFound
from portal.services.shared.catalogue import Catalogue, speech_of
from portal.services.shared.installation import Installation
from portal.web.shared.access import anyone
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.page import language_of, render
from portal.web.shared.router import Router
from portal.web.shared.state import installation_of

router = Router("resident", prefix="/mock/gallery", access=anyone())
_WRONG = ("line", "date", "choice")  # drawn once more with a mistake
# They need a draft: its files, its slots, its signature.
_OF_DRAFTS = ("file", "slot", "signature", "computed", "location")


@dataclass(frozen=True)
class Sample:
    control: str
    view: FieldView


@router.get("")
def gallery(request: Request) -> Response:
    installation = installation_of(request)
    if installation.settings.env == "production":
        raise NotFound("gallery")
    samples = list(_samples(installation, language_of(request)))
    problems = [(error, sample.view.first_box) for sample in samples for error in sample.view.errors]
    context = {"samples": samples, "problems": problems, "today": installation.clock.today()}
    return render(request, "pages/gallery/gallery.html", context)


def _samples(installation: Installation, language: str) -> Iterator[Sample]:
    shown: set[str] = set()
    for procedure, field in _fields(installation.catalogue):
        control = field.type.control
        if control in shown or control in _OF_DRAFTS:
            continue
        shown.add(control)
        yield Sample(control, _view(installation, procedure, field, language, f"sample-{control}"))
        if control in _WRONG:
            wrong = Mistake(f"{field.type.id}.required")
            yield Sample(control, _view(installation, procedure, field, language, f"wrong-{control}", wrong))


def _fields(catalogue: Catalogue) -> Iterator[tuple[Procedure, Field]]:
    every = [(procedure, field) for procedure in catalogue.all() for field in procedure.fields]
    yield from sorted(every, key=lambda pair: bool(pair[1].own))  # those of rows where no other has the control


def _view(
    installation: Installation, procedure: Procedure, field: Field, language: str, name: str, *mistakes: Mistake
) -> FieldView:
    # `name`: in place of the question's: no two samples share an id.
    environment = installation.rules.environment(procedure, installation.clock.today(), "online")
    return field_view(
        Shown(
            field=replace(field, id=name),
            raw={},
            speech=speech_of(procedure, language),
            environment=environment,
            required=True,
            mistakes=mistakes,
        )
    )
