"""What the browser brings."""

from portal.services.imports.bring_uploads import AT_ONCE, bring_uploads
from portal.services.shared.installation import Installation
from tests.portal.importing import CLERK, package


def test_a_few_are_taken_at_once_and_more_wait_for_the_job(installation: Installation) -> None:
    few = bring_uploads(installation, [(package("GS1"), "a.zip"), (package("GS2", form="KKN-X"), "b.zip")], CLERK)
    assert (len(few.files), few.waits, few.held) == (2, False, 1)
    many = [(package(f"GT{number}"), f"{number}.zip") for number in range(AT_ONCE + 1)]
    assert bring_uploads(installation, many, CLERK).waits


def test_the_same_content_twice_is_one_file(installation: Installation) -> None:
    twice = bring_uploads(installation, [(package(), "a.zip"), (package(), "b.zip")], CLERK)
    assert (len(twice.files), twice.held) == (1, 0)
    assert bring_uploads(installation, [(package(), "c.zip")], CLERK).files == twice.files
