"""README's first procedure reaches the desk of who reviews its duty, and the file that is handed over."""

import re

from forms.definition.registry import field_types
from forms.loading import load_text
from portal.config import TREE
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.services.staff.demo_people import DEMO_STAFF
from tests.definitions.chains import screened
from tests.portal.results import decide
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import add_member, alice, file_application


def test_what_the_readme_writes_is_on_the_desk_of_the_demo_and_in_an_export(installation: Installation) -> None:
    readme = (TREE / "README.md").read_text(encoding="utf-8")
    block = re.search(r"   ```yaml\n(.*?)   ```", readme, re.DOTALL)
    assert block is not None
    text = "".join(line[3:] for line in block[1].splitlines(keepends=True))
    procedure = load_text(text, "toshokan-card.yaml", fields=field_types())
    offer(installation, procedure)
    number = file_application(
        installation,
        alice(installation),
        of=procedure.id,
        answers={
            "name": {"family": "髙見本", "given": "太郎"},
            "address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
        },
    )
    tanto = next(person for person in DEMO_STAFF if person.login == "tanto")
    member = add_member(installation, "tanto", *tanto.rights)
    assert number in at_desk(installation, member).get("/desk")
    screened(installation, member, number)
    decide(installation, member, number, "done", {})
    made = hand_over(installation, "generic.application", procedure.duty, member.actor)
    assert made.count == 1
