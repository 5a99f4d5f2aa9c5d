# Cases that shall end well although the register does not know a person of theirs.

from collections.abc import Mapping

from forms.definition.kind import IN_VAIN
from portal.errors import GroundNeeded, NotAllowed, NotFound
from portal.services.cases.cases import case_of_member
from portal.services.cases.result import outcome_of
from portal.services.desk.case.clean_outcome import clean_outcome
from portal.services.desk.case.compare_register import compare_register, inquire
from portal.services.shared.needs import HasRegister
from portal.services.shared.rights import Member


def find_unfound(installation: HasRegister, member: Member, outcomes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    # Names by receipt number; `outcomes`: what each shall get, "" for the clean one. The register is asked outside a unit.
    if installation.register is None:
        return {}
    inquiries = {}
    with installation.database.change() as unit:
        for number, name in outcomes.items():
            try:
                case = case_of_member(installation, unit, member, number)
            except (NotAllowed, NotFound, GroundNeeded):  # the act itself is refused
                continue
            # A refusal may be for the very reason that the person does not live here.
            outcome = outcome_of(case, name or clean_outcome(case))
            if outcome is not None and outcome.state not in IN_VAIN:
                inquiries[number] = inquire(installation, unit, member, case)
    compared = {
        number: compare_register(installation, inquiry).unfound
        for number, inquiry in inquiries.items()
        if inquiry is not None
    }
    return {number: names for number, names in compared.items() if names}


def unfound_words(names: tuple[str, ...]) -> str:
    return f"{'さん、'.join(names)}さんが住民票に見つかりません。決めるときは、申請のページで決めます"
