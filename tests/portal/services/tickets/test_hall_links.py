"""Who has no link of the hall takes no ticket."""

from dataclasses import replace

from portal.services.shared.installation import Installation
from portal.services.tickets.hall_links import KIOSK, MACHINE, PHONE, kind_of, kiosk_key, machine_key, phone_key
from portal.services.tickets.take_ticket import hall_of
from tests.portal.later import later


def test_a_machine_keeps_its_link_and_a_telephone_has_one_for_a_day(installation: Installation) -> None:
    main, minato = (hall_of(installation, hall) for hall in ("main", "minato"))
    machine, phone = machine_key(installation, main), phone_key(installation, main)
    tomorrow = later(installation, days=1)
    assert [kind_of(installation, main, key) for key in (machine, phone, "", "x" * 24, "あ")] == [
        MACHINE,
        PHONE,
        "",
        "",
        "",
    ]
    assert [kind_of(tomorrow, main, key) for key in (machine, phone)] == [MACHINE, ""]
    assert [kind_of(installation, minato, key) for key in (machine, phone, phone_key(installation, minato))] == [
        "",
        "",
        "",
    ]
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    assert [kind_of(inner, main, key) for key in (machine, phone)] == [MACHINE, ""], "no telephone reaches it"
    assert kind_of(installation, main.model_copy(update={"machine": 2}), machine) == "", "its link was ended"


def test_a_kiosk_has_a_link_of_its_own_that_ends_with_the_machines(installation: Installation) -> None:
    main, minato = (hall_of(installation, hall) for hall in ("main", "minato"))
    key = kiosk_key(installation, main)
    assert key not in {machine_key(installation, main), phone_key(installation, main), kiosk_key(installation, minato)}
    assert [kind_of(installation, hall, key) for hall in (main, minato)] == [KIOSK, ""]
    assert kind_of(later(installation, days=1), main, key) == KIOSK
    assert kind_of(installation, main.model_copy(update={"machine": 2}), key) == "", "its link was ended"
