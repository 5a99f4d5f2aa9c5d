"""The receipt of a bundle lists each part."""

from dataclasses import replace

import pytest

from portal.errors import Closed
from portal.services.bundles.print_bundle import bundle_content, print_bundle
from portal.services.cases.cases import Case, case_of_resident
from portal.services.filing.verify_receipt import verify_receipt
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bundles.bundling import DUTIES, LEFT, RIGHT, begin, opened, send
from tests.portal.world import alice

TITLES = {LEFT: "左の手続", RIGHT: "右の手続"}
Filed = tuple[str, list[tuple[Case, tuple[()]]]]


@pytest.fixture
def filed(installation: Installation) -> Filed:
    for procedure, duty in DUTIES.items():
        offer(
            installation,
            small("next: [手紙を待ってください。]\n", procedure=procedure, duty=duty, title=TITLES[procedure]),
        )
    session = alice(installation)
    bundle_id = begin(installation, session)
    number = send(installation, session, bundle_id)
    assert isinstance(number, str)
    sent = opened(installation, session, bundle_id).sent
    with installation.database.read() as unit:
        cases = [case_of_resident(installation, unit, session, row.receipt_number) for row in sent]
    return number, [(case, ()) for case in cases]


def test_each_part_is_on_it_with_its_number_and_its_answers(installation: Installation, filed: Filed) -> None:
    number, parts = filed
    content = bundle_content(installation, number, parts)
    assert number in content["title"]
    named = {title: words for title, words in content["facts"] if title in TITLES.values()}
    assert list(named) == [TITLES[LEFT], TITLES[RIGHT]]
    for (case, _), words in zip(parts, named.values(), strict=True):
        assert case.row.receipt_number in words
        assert words.endswith(f"　電話 {installation.city.office(case.row.duty, case.arrival_day).telephone}")
    assert [section["title"] for section in content["sections"]] == ["左の手続｜質問", "右の手続｜質問"]
    assert content["next"] == ["左の手続：手紙を待ってください。", "右の手続：手紙を待ってください。"]
    assert content["office"]["name"] == installation.city.name, "one number for all sections"


def test_its_signature_is_found_sound_with_the_number_of_the_bundle(installation: Installation, filed: Filed) -> None:
    number, parts = filed
    assert installation.documents is not None
    verdict = verify_receipt(installation.documents, print_bundle(installation, number, parts))
    assert (verdict.finding, verdict.number) == ("sound", number)


def test_without_a_key_nothing_is_printed(installation: Installation, filed: Filed) -> None:
    number, parts = filed
    with pytest.raises(Closed):
        print_bundle(replace(installation, documents=None), number, parts)
