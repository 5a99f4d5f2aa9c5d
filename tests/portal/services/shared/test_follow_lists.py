"""Lists in memory follow the database."""

from forms.city.city import load_city
from forms.path.environment import ListEntry
from portal.config import Settings
from portal.db import Database
from portal.services.shared.follow_lists import KeptLists
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import ChangeRow, EntryRow
from tests.databases import Makers

CITY = load_city(Settings.model_fields["city"].default)
ROW = EntryRow("schools", "new", "新しい学校", "", "", "", "2026-04-01", "", "", '{"places": 3}', 0)


def test_the_files_entries_count_until_the_first_change_and_then_the_newest(makers: Makers) -> None:
    lists, database = KeptLists(CITY), Database(makers["sqlite"].migrated())
    with database.read() as unit:
        lists.keep_up(unit)
    assert lists.entries("schools") == CITY.entries("schools")
    for revision, label in ((1, "新しい学校"), (2, "名前を変えた学校")):
        with database.write() as unit:
            kept_lists.put(unit, [EntryRow(**{**vars(ROW), "label": label})])
            kept_lists.add_change(unit, ChangeRow("schools", revision, 7, "staff:a", "add", "[]"))
            unit.commit()
        with database.read() as unit:
            lists.keep_up(unit)
        assert lists.entries("schools") == (ListEntry("new", label, starts="2026-04-01", columns={"places": 3}),)
    assert lists.entries("nothing") == ()
    database.close()
