"""Files that read a question."""

from portal.services.shared.installation import Installation
from portal.services.workshop.find_readers import find_readers
from tests.portal.world import PROCEDURE


def test_columns_of_layouts_and_boxes_of_the_official_form_are_named(installation: Installation) -> None:
    readers = {reader.kind: reader for reader in find_readers(installation, PROCEDURE, 1, "insured_no")}
    assert readers["layout"].places == ("被保険者番号",)
    assert readers["layout"].title in {layout.title for layout in installation.layouts.values()}
    assert readers["form"].places
    assert find_readers(installation, "other-procedure", 1, "insured_no") == []
    assert find_readers(installation, PROCEDURE, 1, "insured") == []
