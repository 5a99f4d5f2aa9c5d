"""A house with the smallest definition whose applicants choose the receiving office."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from typing import Any

from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.databases import Makers
from tests.definitions.house import House, running_house
from tests.definitions.shelf import SMALLEST
from tests.portal.world import DUTY, add_member, alice, file_application

NAME = "receiving"
HOME = {"postal": "0000012", "town": "見本県見本市港町", "street": "1番2号"}
MAIN, HARBOUR = {"id": "office-1", "name": "市役所 本庁"}, {"id": "office-2", "name": "港町支所"}
HARBOUR_LINE = "港町支所（港町二丁目、電話 000-000-1200、月曜から金曜 8時30分から17時15分）"


@contextmanager
def offices(makers: Makers, folder: Path) -> Iterator[House]:
    copy(SMALLEST / f"{NAME}.yaml", folder)
    with running_house(folder, makers["sqlite"].migrated(), folder / "house") as house:
        yield house


def filed(installation: Installation, office: Mapping[str, str] = HARBOUR) -> str:
    """The receipt number of alice's application."""
    answers: dict[str, Any] = {"address": HOME, "office": [dict(office)]}
    return file_application(installation, alice(installation), of=NAME, answers=answers)


def section(installation: Installation) -> Member:
    return add_member(installation, "section", ("reviewer", DUTY))
