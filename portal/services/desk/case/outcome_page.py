from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.sessions import GUEST
from portal.store.residents import people


def outcome_page(unit: Unit, case: Case) -> str:
    """Where an applicant finds the outcome, as a place in a sentence; "" without a page."""
    person = people.by_id(unit, case.row.person_id) if case.row.person_id else None
    if person is None:
        return ""
    return "申請した人が受付番号とコードで見るページ" if person.issuer == GUEST else "申請した人のマイページ"
