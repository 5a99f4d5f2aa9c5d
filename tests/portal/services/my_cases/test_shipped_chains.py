"""The shipped chains, each from its first application to its last: opened from the one before, with what it inherits."""

from collections.abc import Mapping
from typing import Any

import pytest

from forms.definition.predecessor import inherited
from forms.scenarios.sampling import valid_sample
from portal.services.cases.cases import case_of_resident
from portal.services.filing.drafts import draft_of_resident, draft_path
from portal.services.my_cases.next_steps import next_steps
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.definitions.chains import go_on, screened, send
from tests.portal.results import decide, examined_case, examiner
from tests.portal.world import alice

Decisions = Mapping[str, list[str]]
CARE = ("yokaigo-nintei", "kaigo-futan-gendogaku", "kaigo-kogaku")
TANK = ("jokaso-kofu", "jokaso-jisseki", "jokaso-seikyu")
CHAINS: Mapping[tuple[str, ...], tuple[Decisions, Decisions]] = {
    CARE: (
        {"result.level": ["care2"], "result.term.from_year": ["2026-11-20"], "result.term.to_year": ["2027-05-31"]},
        {
            "result.stage": ["second"], "result.term.from_year": ["2026-11-01"], "result.term.to_year": ["2027-07-31"],
            "result.food": ["390"],
        },
    ),
    TANK: ({"result.granted": ["1000"], "result.report_by.year": ["2031-03-31"]}, {"result.fixed": ["900"]}),
}  # fmt: skip

OWN: Mapping[str, Mapping[str, str]] = {"jokaso-jisseki": {"begun_on": "2026-11-20", "ended_on": "2026-11-20"}}


def sample(installation: Installation, procedure: str) -> dict[str, Any]:
    definition = installation.catalogue.current(procedure)
    environment = installation.rules.environment(definition, installation.clock.today(), "online")
    return dict(valid_sample(definition, environment, 1).answers)


def next_of(installation: Installation, session: Session, number: str) -> list[str]:
    with installation.database.read() as unit:
        steps = next_steps(installation, unit, case_of_resident(installation, unit, session, number))
        return [step.procedure.id for step in steps]


@pytest.mark.parametrize("chain", CHAINS, ids=["care", "tank"])
def test_each_begins_from_the_one_before_and_inherits_its_answers(
    installation: Installation, chain: tuple[str, ...]
) -> None:
    session = alice(installation)
    members = {name: examiner(installation, name, f"member{number}") for number, name in enumerate(chain)}
    number = examined_case(installation, members[chain[0]], chain[0])
    for before, name, result in zip(chain, chain[1:], CHAINS[chain], strict=False):
        assert next_of(installation, session, number) == []
        decide(installation, members[before], number, "approved", result)
        assert next_of(installation, session, number) == [name]
        draft = go_on(installation, session, number, name)
        with installation.database.read() as unit:
            earlier = case_of_resident(installation, unit, session, number)
            begun = draft_of_resident(installation, unit, session, name, draft.id)
        own = {**sample(installation, name), **OWN.get(name, {})}
        sent = send(installation, session, draft, own)
        assert sent.receipt_number, (sent.path.mistakes, sent.path.missing)
        handed = {field.name: inherited(field.known_from) for field in begun.procedure.fields}
        assert any(part for part, _ in handed.values())
        known = draft_path(installation, begun)
        for question, (part, of) in handed.items():
            if part == "answers" and question in known.known:
                assert known.known[question] == earlier.answers[of], question
        number = sent.receipt_number
        screened(installation, members[name], number)
    assert next_of(installation, session, number) == []
