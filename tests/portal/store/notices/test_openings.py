"""First openings of documents."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.notices import openings
from tests.portal.store.planting import plant


def test_the_first_opening_of_each_document_stays(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    for document, at in (("receipt", 5), ("receipt", 6), ("outcome", 7)):
        openings.add(unit, application, document, at)
    assert openings.of(unit, application) == {"receipt": 5, "outcome": 7}
    assert openings.of(unit, plant(unit, Application)["id"]) == {}
