"""Staff match an applicant to the register on the page."""

import re
from dataclasses import replace

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.case.test_settle_match import KIYOSHI, TWIN, filed, signed_in
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member


def test_one_of_the_register_is_chosen(installation: Installation) -> None:
    asked = replace(installation, register=FakeRegister(KIYOSHI, TWIN))
    address = f"/desk/{filed(asked, signed_in(asked))}"
    desk, page = at_desk(asked, add_member(asked, "reviewer", ("reviewer", DUTY))), f"{address}/match"
    assert desk.post(page, page, {"who": "", "reason": "本人に電話で確かめた"}).status_code == 422
    chosen = re.search(r'name="who" value="([^"]+)"', desk.get(page))
    assert chosen
    settled = desk.post(page, page, {"who": chosen[1], "reason": "本人に電話で確かめた"})
    assert settled.headers["location"] == f"{address}?did=match"
