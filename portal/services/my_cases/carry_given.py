"""Files that the office gives: their contents travel outwards once, as parts of a package."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.cases.move_application import notify_applicant
from portal.services.files.keep_file import Content
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Correspondence
from portal.store.my_cases import given_files
from portal.store.my_cases.given_files import GivenRow


def report_given(unit: Unit, case: Case) -> dict[str, Any]:
    """{} without any: a case is not carried again for nothing."""
    rows = given_files.of(unit, case.row.id)
    given = [
        {
            "once": row.once, "until": row.until, "at": row.given_at, "taken": row.taken_back_at,
            "facts": case.sealer.open(f"given:{row.once}", row.sealed_facts),
        }
        for row in rows
    ]  # fmt: skip
    files: dict[str, Any] = {row.once: {} for row in rows if row.taken_back_at is None}
    return {"given": given, "files": files} if given else {}


def part_of(unit: Unit, case: Case, once: str) -> Content | None:
    sealed = given_files.content(unit, case.row.id, once)
    return None if sealed is None else lambda: case.sealer.open_bytes(f"given file:{once}", sealed)


def apply_given(
    installation: Correspondence, unit: Unit, case: Case, carried: Mapping[str, Any], parts: Sequence[bytes]
) -> None:
    """Raises LeftOver if a content is missing."""
    here = {row.once: row for row in given_files.of(unit, case.row.id)}
    for given in carried.get("given", ()):
        once, until, taken = given["once"], given["until"], given["taken"]
        row = here.get(once)
        if row is None and taken is None:
            place = carried["carried"].get(once, 0)
            if not 0 < place < len(parts):
                raise LeftOver("files")
            facts = case.sealer.seal(f"given:{once}", given["facts"])
            content = case.sealer.seal_bytes(f"given file:{once}", parts[place])
            given_files.add(unit, GivenRow(0, case.row.id, once, None, facts, until, given["at"]), content)
        elif row is not None and taken is not None:
            given_files.take_back(unit, case.row.id, once, taken)
        elif row is not None and until != row.until:
            given_files.prolong(unit, case.row.id, once, until)
        if taken is None and (row is None or until != row.until):
            notify_applicant(installation, unit, case, "file_given", to_micro(installation.clock.now()), until=until)
