"""An attachment beside the answers: the address names it, and it is loaded and recorded only then."""

import pytest

from integrations.bucket import Bucket
from integrations.objects.bucket_objects import BucketObjects
from portal.services.files.lay_outside import lay_outside
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.integrations.bucket import KEY_ID, REGION, SECRET, Storage, serving
from tests.pictures import jpeg, pdf
from tests.portal.routes.desk.case.test_scans import record_arrival, scan, scans
from tests.portal.routes.guest_browser import Page
from tests.portal.routes.late_papers import filed, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

LIST = "list=state%3Dreceived"


@pytest.fixture
def section(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY))


@pytest.fixture
def receipt(installation: Installation) -> Page:
    return filed(installation)


def two_files(desk: StaffBrowser, number: str) -> list[str]:
    """A document of three pages, then a photograph; their ids."""
    record_arrival(desk, number)
    scan(desk, number, pdf(3))
    (document,) = scans(desk, number)
    scan(desk, number, jpeg())
    (photograph,) = set(scans(desk, number)) - {document}
    return [address.rpartition("/")[2] for address in (document, photograph)]


def opened(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == "open file"]


def test_the_case_loads_no_attachment_before_somebody_asks(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    document, photograph = two_files(desk, number)
    page = desk.get(f"/desk/{number}?{LIST}")
    for file in (document, photograph):
        assert f'href="/desk/{number}?file={file}&{LIST}#attachment"' in page
        assert f"files/{file}/pages" not in page
        assert f"files/{file}/picture" not in page
    assert 'id="attachment"' not in page
    assert opened(installation) == []


def test_an_address_shows_one_page_and_leads_to_pages_attachments_and_out(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    document, photograph = two_files(desk, number)
    page = desk.get(f"/desk/{number}?file={document}&page=2&{LIST}").partition('id="attachment"')[2]
    picture = f"/desk/{number}/files/{document}/pages/2/picture"
    assert f'src="{picture}"' in page
    for way in (f"file={document}&{LIST}", f"file={document}&page=3&{LIST}", f"file={photograph}&{LIST}"):
        assert f'href="/desk/{number}?{way}#attachment"' in page
    assert f'href="/desk/{number}?{LIST}#answers"' in page
    assert desk.client.get(picture).headers["content-type"] == "image/jpeg"
    assert opened(installation) == [f"{document} page 2"]
    last = desk.get(f"/desk/{number}?file={photograph}").partition('id="attachment"')[2]
    assert f'src="/desk/{number}/files/{photograph}/picture"' in last
    assert ("次の添付" in last, "次のページ" in last) == (False, False)


def test_an_address_of_another_file_or_page_is_the_case_alone(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    document, photograph = two_files(desk, number)
    for wish in (
        f"{document}x",
        f"{document}&page=4",
        f"{photograph}&page=2",
        f"{document}&page=0",
        f"{document}&page=²",
    ):
        assert 'id="attachment"' not in desk.get(f"/desk/{number}?file={wish}")


def test_files_in_an_object_storage_open_as_before_and_are_calmly_refused_while_it_is_away(
    installation: Installation, section: Member, receipt: Page
) -> None:
    number, desk = number_of(receipt), at_desk(installation, section)
    files = [f"/desk/{number}/files/{file}" for file in two_files(desk, number)]
    before = [desk.client.get(file).content for file in files]
    with serving(Storage()) as storage:
        bucket = Bucket(storage.address, storage.bucket, REGION, KEY_ID, SECRET)
        installation.database.objects = BucketObjects(bucket, retries=0)
        assert lay_outside(installation) == 2
        assert [desk.client.get(file).content for file in files] == before
        assert not any(content in sealed for content in before for sealed in storage.objects.values())
        storage.broken = [500, 500]
        away = desk.client.get(files[0])
    assert (away.status_code, "しばらく" in away.text) == (503, True)
