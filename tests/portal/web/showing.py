"""Questions of the first procedure as a page shows them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from forms.city.city import City, load_city
from forms.messages import sentences
from forms.path.binding import bind
from forms.path.environment import Environment, Town
from forms.path.path import walk
from forms.text.speech import Speech
from portal.config import Settings
from portal.web.filing.question_page import views
from portal.web.shared.field_view import FieldView
from tests.forms.first import ENVIRONMENT, first
from tests.portal.world import ANSWERS

CITY: City = load_city(Settings.model_fields["city"].default)


def towns(postal: str) -> tuple[Town, ...]:
    return tuple(row for row in CITY.towns if row.postal == postal)


AT_HOME = replace(
    ENVIRONMENT,
    towns=towns,
    facilities=lambda kind: CITY.facilities(kind, ENVIRONMENT.today),
    slots=lambda resource: CITY.slots(resource, ENVIRONMENT.today),
    lists=CITY.entries,
)


def speech(language: str = "ja") -> Speech:
    return Speech(language, sentences(language), first().texts.get(language, {}))


def shown(
    page: str,
    answers: Mapping[str, Any] = ANSWERS,
    *,
    posted: Mapping[str, str] | None = None,
    language: str = "ja",
    environment: Environment = AT_HOME,
    **more: Any,
) -> dict[str, FieldView]:
    """The controls of a page by question; `posted` is bound as `save` does."""
    path = walk(first(), answers, environment)
    step = path.page(page)
    assert step is not None, page
    boxes = None if posted is None else {name: [value] for name, value in posted.items()}
    if boxes is not None:
        path = bind(first(), {field.id for field in step.fields}, boxes, answers, environment)
    field_views = views(step, path, speech(language), environment, posted=boxes, **more)
    return {view.id: view for view in field_views}


def boxes(view: FieldView) -> dict[str, str]:
    return {box.part: box.value for box in view.boxes}


def checked(view: FieldView) -> list[str]:
    return [option.code for option in view.options if option.checked]
