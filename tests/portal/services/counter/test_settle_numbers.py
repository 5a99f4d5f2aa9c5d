"""個人番号 of an interview: typed once, sealed, referenced."""

from dataclasses import replace

import pytest

from forms.city.city import DatedSetting
from forms.fields.my_number import is_reference
from portal.errors import Conflict
from portal.services.counter.interview import Interview, read_interview
from portal.services.counter.settle_numbers import settle_numbers
from portal.services.filing.visit_facts import Facts
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD
from portal.store.statements import every, sql
from tests.portal.numbers import number
from tests.portal.services.counter.visiting import TARO, Counter, actions, serve

ALLOWANCE, AID = "jido-teate-nintei", "kodomo-iryohi"
NUMBER = "claimant.my_number"


@pytest.fixture
def counter(installation: Installation) -> Counter:
    """In a city that asks for the number on both forms."""
    asks = (DatedSetting.model_validate({"value": "ask", "from": "2024-04-01"}),)
    settings = {name: {**installation.city.settings.get(name, {}), "my_number": asks} for name in (ALLOWANCE, AID)}
    city = installation.city.model_copy(update={"settings": {**installation.city.settings, **settings}})
    asking_installation = replace(installation, city=city)
    duties = {asking_installation.catalogue.current(procedure).duty for procedure in (ALLOWANCE, AID)}
    counter = serve(asking_installation, *duties)
    counter.describe(papers=("my_number_card",), came_by="")
    counter.know(Facts(came="1").joined(TARO, CARD)[0])
    counter.add(ALLOWANCE)
    counter.add(AID)
    return counter


def typed(counter: Counter) -> Interview:
    with counter.installation.database.read() as unit:
        interview = counter.interview(unit)
    asking = [index for index, part in enumerate(interview.parts) if NUMBER in part.path.asked]
    assert len(asking) == 1
    posted = [{NUMBER: [number(1)]} if index in asking else {} for index in range(len(interview.parts))]
    shown = [frozenset({NUMBER}) if index in asking else frozenset[str]() for index in range(len(interview.parts))]
    return read_interview(counter.installation, interview, posted, shown, "")


def test_a_number_is_sealed_once_and_each_procedure_refers_to_it(counter: Counter) -> None:
    installation = counter.installation
    with installation.database.write() as unit:
        settled = settle_numbers(installation, unit, counter.member, typed(counter))
        rows = every(unit, sql("SELECT id FROM my_number"))
        assert actions(unit).count("share number") == 1
    references = {str(part.entry.kept[NUMBER]) for part in settled.parts}
    assert len(references) == 1
    assert all(map(is_reference, references))
    assert len(rows) == len(settled.parts), "a row for each procedure that the law allows"


def test_afterwards_no_answer_and_no_origin_holds_the_digits(counter: Counter) -> None:
    installation = counter.installation
    before = typed(counter)
    assert number(1) in str([part.origins for part in before.parts])
    with installation.database.write() as unit:
        settled = settle_numbers(installation, unit, counter.member, before)
        again = settle_numbers(installation, unit, counter.member, settled)
    for part in (*settled.parts, *again.parts):
        assert number(1) not in str((part.entry.kept, part.entry.path.answers, part.origins, part.draft.answers))
    assert [part.entry.kept[NUMBER] for part in again.parts] == [part.entry.kept[NUMBER] for part in settled.parts]


def test_where_no_number_may_be_kept_none_is(counter: Counter) -> None:
    interview = typed(counter)
    with counter.installation.database.write() as unit:
        with pytest.raises(Conflict):
            settle_numbers(replace(counter.installation, number_keys=None), unit, counter.member, interview)
        assert every(unit, sql("SELECT id FROM my_number")) == []
