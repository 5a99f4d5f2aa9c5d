"""Every process offers a version that one published."""

from portal.clock import to_micro
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small


def test_what_another_process_published_is_offered_after_the_next_look_and_loaded_once(
    installation: Installation,
) -> None:
    offer_published(installation)
    publish(installation.database, [small(procedure="brand-new")], to_micro(installation.clock.now()))
    assert "brand-new" not in {procedure.id for procedure in installation.catalogue.all()}
    assert [offer_published(installation) for _ in range(2)] == [1, 0]
    assert installation.catalogue.current("brand-new").title == small().title
