"""A file of the office waits to be fetched."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.store.my_cases import given_files


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    cases = {case.row.id: case for case in whose.cases}
    for row in given_files.unopened(unit, [*cases], installation.clock.today().isoformat()):
        case = cases[row.application_id]
        number = case.row.receipt_number
        name = case.sealer.open(f"given:{row.once}", row.sealed_facts)["name"]
        yield Asked(
            "given", f"/applications/{number}#given", case.procedure, row.until, number, arguments={"name": name}
        )
