"""The list `schools`, its keeper, and somebody of another section."""

from collections.abc import Callable
from shutil import copy

from portal.db import Unit
from portal.services.desk.lists.change_list import ListState, open_list, put_entry
from portal.services.desk.lists.read_entry import read_entry
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.definitions.shelf import SMALLEST
from tests.portal.world import add_member

NAME, DUTY = "schools", "schools"
NEW = {"key": "schools-8", "label": "見本市立森小学校", "kana": "みほんしりつもりしょうがっこう", "column_places": "9"}


def definitions(folder: object) -> None:
    copy(SMALLEST / "field-listed-columns.yaml", str(folder))


def keeper(installation: Installation, login: str = "gakko") -> Member:
    return add_member(installation, login, ("reviewer", DUTY), name="学校 花子")


def state(installation: Installation, member: Member) -> ListState:
    with installation.database.read() as unit:
        return open_list(installation, unit, member, NAME)


def act(installation: Installation, member: Member, do: Callable[[Unit, ListState], object]) -> None:
    with installation.database.write() as unit:
        do(unit, open_list(installation, unit, member, NAME))
        unit.commit()


def add(installation: Installation, member: Member, **typed: str) -> None:
    def do(unit: Unit, opened: ListState) -> None:
        entry, flaws = read_entry(opened.kept, {**NEW, **typed})
        assert flaws == ()
        put_entry(installation, unit, member, opened, entry, seen=opened.revision, new=True)

    act(installation, member, do)
