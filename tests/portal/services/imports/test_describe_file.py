"""One file as its page shows it."""

import pytest

from portal.errors import NotFound, NotYours
from portal.services.imports.describe_file import FileView, describe_file
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.integrations.imports.packing import zipped
from tests.portal.importing import bring, package
from tests.portal.world import DUTY, add_member


def view(installation: Installation, member: Member, file_id: int, after: int = 0) -> FileView:
    with installation.database.write() as unit:
        return describe_file(installation, unit, member, file_id, after)


@pytest.mark.both_engines
def test_a_file_counts_its_packages_and_names_those_that_were_refused(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    parcel = zipped(("1.zip", package("GS1")), ("2.xml", b"<a>"), ("3.zip", package("GS1")))
    file_id = bring(installation, parcel, "many.zip")[0].file_id
    seen = view(installation, member, file_id)
    assert (seen.name, seen.total, seen.waits, seen.done, seen.next) == ("many.zip", 3, 0, 3, 0)
    assert [(line.place, line.name, line.words) for line in seen.held] == [
        (2, "2.xml", "止めている"), (3, "3.zip", "同じものがもう届いている"),
    ]  # fmt: skip
    assert [line.place for line in view(installation, member, file_id, seen.held[0].id).held] == [3]


def test_a_file_of_others_alone_is_not_theirs(installation: Installation) -> None:
    file_id = bring(installation, package())[0].file_id
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    with pytest.raises(NotYours):
        view(installation, charlie, file_id)
    with pytest.raises(NotFound):
        view(installation, charlie, 999)
