"""A letter's invitation opened by card."""

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.invited import code_of, start
from tests.portal.routes.guest_browser import guest
from tests.portal.world import PLACE


def test_the_try_of_a_card_of_somebody_else_is_on_record(installation: Installation) -> None:
    campaign, _ = start(installation)
    assertion = Assertion(
        "fake",
        "https://card.example",
        "hanako",
        ("card",),
        "aal3",
        installation.clock.now(),
        BasicFour(name="見本　花子"),
    )
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, assertion, PLACE)
        unit.commit()
    browser = guest(installation)
    browser.client.cookies.set("kakanai_resident", token)
    page = browser.open(f"/invited/{code_of(installation, campaign)}").press("内容を見る", {"birth.year": "19490403"})
    assert page.status == 403
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)][-1] == "fail to open invitation"
