"""The link that a submission stores."""

from portal.services.cases.chain import later_rows
from portal.services.shared.installation import Installation
from portal.store.cases import applications, chain_links
from tests.definitions.chains import NAME, go_on, granted, send
from tests.portal.world import alice


def test_the_link_is_stored_with_the_application(installation: Installation) -> None:
    session = alice(installation)
    number = granted(installation, session)
    draft = go_on(installation, session, number)
    sent = send(installation, session, draft, {"name": NAME, "size": "small", "cost": 250000})
    with installation.database.read() as unit:
        first, second = applications.by_number(unit, number), applications.by_number(unit, sent.receipt_number)
        assert first is not None
        assert second is not None
        assert chain_links.earlier_of(unit, second.id) == first.id
        assert [row.id for row in later_rows(unit, first.id)] == [second.id]
