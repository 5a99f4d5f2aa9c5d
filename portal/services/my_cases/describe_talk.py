from typing import Any

from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.my_cases.send_message import thread
from portal.services.my_cases.stop_application import open_asking, reasons_to_stop
from portal.store.my_cases.messages import STAFF


def talk_panel(unit: Unit, case: Case) -> dict[str, Any]:
    return {
        "stops": [(from_micro(stop.at), stop.reason) for stop in reasons_to_stop(unit, case)],
        "asked_to_stop": open_asking(unit, case) is not None,
        "talk": thread(unit, case, STAFF),
    }
