"""Cases of shipped procedures whose results have fields, examined and ready to be decided."""

from collections.abc import Mapping
from typing import Any

from forms.city.city import City, DatedSetting
from forms.path.binding import boxes
from forms.scenarios.sampling import valid_sample
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.world import add_member, alice, file_application


def with_notice(city: City, procedure: str, by: str, since: str = "2024-04-01") -> City:
    """The city whose notices of this procedure are written `by` here or core_system."""
    row = DatedSetting.model_validate({"value": by, "from": since})
    own = {**city.settings.get(procedure, {}), "notice": (row,)}
    return city.model_copy(update={"settings": {**city.settings, procedure: own}})


def examiner(installation: Installation, procedure: str, login: str = "examiner") -> Member:
    return add_member(installation, login, ("reviewer", installation.catalogue.current(procedure).duty))


def sample_answers(installation: Installation, procedure: str, seed: int = 1) -> dict[str, Any]:
    definition = installation.catalogue.current(procedure)
    environment = installation.rules.environment(definition, installation.clock.today(), "online")
    return dict(valid_sample(definition, environment, seed).answers)


def examined_case(
    installation: Installation, member: Member, procedure: str, changes: Mapping[str, Any] | None = None, seed: int = 1
) -> str:
    """Its receipt number."""
    answers = sample_answers(installation, procedure, seed)
    number = file_application(installation, alice(installation), changes, of=procedure, answers=answers)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    return number


CORE, RENEWAL = "yokaigo-iten", "yokaigo-koshin"
INSURED: Mapping[str, Any] = {"insured.name": {"family": "見本", "given": "梅"}, "insured.birth": "1944-12-10"}
CORE_RESULT: Mapping[str, list[str]] = {
    "result.level": ["care2"], "result.term.from_year": ["2026-11-20"], "result.term.to_year": ["2027-05-31"],
}  # fmt: skip


def core_examiner(installation: Installation) -> Member:
    return examiner(installation, CORE, "kaigo")


def core_case(
    installation: Installation, member: Member, outcome: str = "approved", seed: int = 1,
    changes: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Decided, so that its notice by the core system is awaited; "" leaves it examined."""
    number = examined_case(installation, member, CORE, changes, seed=seed)
    if outcome:
        decide(installation, member, number, outcome, CORE_RESULT)
    return number


def decide(
    installation: Installation,
    member: Member,
    number: str,
    outcome: str,
    result: Mapping[str, list[str]],
    words: str = "",
) -> None:
    """`result`: the boxes of its questions."""
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        decision = read_decision(installation, case, outcome, words, raw_of=lambda field: boxes(field.id, result))
        assert decision.mistakes == (), decision.wrong
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
