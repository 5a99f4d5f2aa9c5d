# Cases that shall end well although the register does not know a person of theirs.

from collections.abc import Mapping

from forms.definition.kind import IN_VAIN
from portal.errors import GroundNeeded, NotAllowed, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.result import outcome_of
from portal.services.desk.case.clean_outcome import clean_outcome
from portal.services.desk.case.compare_register import RegisterQuery, compare_register, prepare_query
from portal.services.shared.needs import HasRegister
from portal.services.shared.rights import Member


def find_unfound(installation: HasRegister, member: Member, outcomes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    # Names by receipt number; `outcomes`: what each shall get, "" for the clean one.
    return {number: names for number, (_, names) in look_up(installation, member, outcomes).items() if names}


def look_up(
    installation: HasRegister, member: Member, outcomes: Mapping[str, str]
) -> dict[str, tuple[Case, tuple[str, ...]]]:
    # With each case, as it was opened for this. The register is asked outside a unit.
    if installation.register is None:
        return {}
    cases, queries = dict[str, Case](), dict[str, RegisterQuery | None]()
    with installation.database.change() as unit:
        for number, name in outcomes.items():
            try:
                case = cases[number] = case_of_member(installation, unit, member, number)
            except (NotAllowed, NotFound, GroundNeeded):  # the act itself is refused
                continue
            # A refusal may be for the very reason that the person does not live here.
            outcome = outcome_of(case, name or clean_outcome(case))
            if outcome is not None and outcome.state not in IN_VAIN:
                queries[number] = prepare_query(installation, unit, member, case)
    return {
        number: (
            case,
            () if (asked := queries.get(number)) is None else compare_register(installation, asked).unfound,
        )
        for number, case in cases.items()
    }


def unfound_words(names: tuple[str, ...]) -> str:
    return f"{'さん、'.join(names)}さんが住民票に見つかりません。決めるときは、申請のページで決めます"
