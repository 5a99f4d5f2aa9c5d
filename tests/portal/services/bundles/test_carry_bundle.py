"""Both zones use one number for a bundle."""

import pytest

from portal.services.bundles.carry_bundle import join_bundle, report_bundle
from portal.services.shared.deferral import LeftOver
from portal.services.shared.installation import Installation
from portal.store.bundles import bundles
from tests.portal.services.bundles.bundling import begin, offers, opened, send
from tests.portal.world import alice, file_application

NUMBER, OTHER_NUMBER = "26-000-000-002", "26-000-000-015"


def facts(place: int, bundle: str = "bundle", number: str = NUMBER) -> dict[str, object]:
    return {"id": bundle, "number": number, "made_at": 1, "sent_at": 2, "place": place}


def test_each_part_carries_the_number_and_its_place_once_the_bundle_was_sent(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    drafts = opened(installation, session, bundle_id).drafts
    with installation.database.read() as unit:
        assert [report_bundle(unit, draft.id) for draft in drafts] == [{}, {}]
    number = send(installation, session, bundle_id)
    with installation.database.read() as unit:
        reports = [report_bundle(unit, draft.id)["bundle"] for draft in drafts]
        assert report_bundle(unit, "of no bundle") == {}
    assert [(report["id"], report["number"], report["place"]) for report in reports] == [
        (bundle_id, number, 1), (bundle_id, number, 2),
    ]  # fmt: skip


def test_parts_join_in_any_order_and_twice_is_once(installation: Installation) -> None:
    with installation.database.write() as unit:
        for uid, place in (("second", 2), ("first", 1), ("second", 2)):
            join_bundle(unit, uid, facts(place))
        join_bundle(unit, "alone", None)
        row = bundles.by_number(unit, NUMBER)
        assert row is not None
        assert (row.id, row.sent_at, bundles.uids(unit, row.id)) == ("bundle", 2, ["first", "second"])
        assert bundles.of_part(unit, "alone") == ""


@pytest.mark.parametrize(
    ("uid", "carried"),
    [
        ("second", facts(2, number=OTHER_NUMBER)),  # the same bundle with another number
        ("second", facts(2, bundle="another")),  # the same number for another bundle
        ("first", facts(1, bundle="another", number=OTHER_NUMBER)),  # a part of two bundles
    ],
)
def test_a_number_or_part_of_another_bundle_is_left_over(
    installation: Installation, uid: str, carried: dict[str, object]
) -> None:
    with installation.database.write() as unit:
        join_bundle(unit, "first", facts(1))
        with pytest.raises(LeftOver, match="number"):
            join_bundle(unit, uid, carried)
        assert bundles.uids(unit, "bundle") == ["first"]
        assert bundles.by_id(unit, "another") is None


def test_the_receipt_number_of_an_application_is_no_number_of_a_bundle(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        with pytest.raises(LeftOver, match="number"):
            join_bundle(unit, "first", facts(1, number=number))
        assert bundles.by_number(unit, number) is None
