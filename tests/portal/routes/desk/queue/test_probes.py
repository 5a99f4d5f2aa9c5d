"""The page and the notice for who looks after protected people."""

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, add_member, alice, file_application


def test_only_who_looks_after_protected_people_is_informed(installation: Installation) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "hogo"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    sender = alice(installation)
    numbers = [file_application(installation, sender) for _ in range(installation.settings.probe_limit)]
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", DUTY), ("protected", DUTY)))
    assert "/desk/probes" in guard.get("/desk")
    page = guard.get("/desk/probes")
    assert [number for number in numbers if number not in page] == []
    assert "多い" in page
    assert audited(installation, "see probes") == [f"{len(numbers)} applications"]
    other = at_desk(installation, add_member(installation, "reviewer", ("reviewer", "*")))
    assert "/desk/probes" not in other.get("/desk")
    assert other.client.get("/desk/probes").status_code == 403
