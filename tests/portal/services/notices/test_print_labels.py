"""宛名ラベル: addressees of a batch, and nothing else."""

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.pack_letters import batch_of_member, unpack_batch
from portal.services.notices.print_labels import A_SHEET, Label, labels_of, print_labels
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.pdfs import page_texts
from tests.portal.routes.dispatching import decided
from tests.portal.services.notices.dispatching import audited, pack
from tests.portal.world import DUTY, add_member


def test_a_label_has_place_name_and_address_of_each_letter(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    batch_id = pack(installation, clerk, *(decided(installation, reviewer) for _ in range(2)))
    with installation.database.write() as unit:
        labels = labels_of(installation, unit, clerk, batch_of_member(unit, clerk, batch_id, "deliver"))
        unit.commit()
    assert [(label.place, label.to.name) for label in labels] == [
        (f"{batch_id}-{place}", "髙見本 太郎") for place in (1, 2)
    ]
    assert len(audited(installation, "print label")) == 2


def test_only_who_delivers_prints_labels_and_of_letters_that_are_there(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    batch_id = pack(installation, clerk, decided(installation, reviewer))
    other = add_member(installation, "other", ("clerk", "roads"))
    with installation.database.write() as unit:
        batch = batch_of_member(unit, clerk, batch_id, "deliver")
        with pytest.raises(NotAllowed):
            labels_of(installation, unit, other, batch)
        unpack_batch(installation, unit, clerk, batch)
        with pytest.raises(Conflict):
            labels_of(installation, unit, clerk, batch)
    assert batch.duty == DUTY


@pytest.mark.parametrize(
    ("count", "skip", "pages"),
    [(1, 0, 1), (A_SHEET, 0, 1), (A_SHEET + 1, 0, 2), (1, A_SHEET - 1, 1), (2, A_SHEET - 1, 2)],
)
def test_used_places_of_the_first_sheet_stay_free(
    installation: Installation, count: int, skip: int, pages: int
) -> None:
    to = Addressee("見本 花子", "0000001", ("見本県見本市見本町", "", "一丁目2番3号"), False)
    labels = [Label(f"7-{place}", to) for place in range(1, count + 1)]
    texts = page_texts(print_labels(installation.city, labels, installation.clock.today(), skip).pdf)
    assert len(texts) == pages
    assert "".join(texts).count("見本花子様") == count
    assert "000-0001" in texts[-1]


def test_an_organisation_is_addressed_as_one(installation: Installation) -> None:
    label = Label("7-1", Addressee("見本商事株式会社", "", ("見本県見本市",), True))
    (text,) = page_texts(print_labels(installation.city, [label], installation.clock.today(), 0).pdf)
    assert "見本商事株式会社御中" in text
