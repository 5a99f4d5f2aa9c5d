"""A list of what need not be kept any more, made long after by who runs the service."""

from tests.journeys.filing import decide, file_application
from tests.journeys.people import TARO
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

LONG_AFTER = "2040-04-01T10:00:00+09:00"


def listed(service: Service, resident: Visitor, section: Visitor, duty: str) -> str:
    """Its address. A further application comes after: the newest number always stays."""
    number = file_application(resident, TARO)
    decide(section, number, "refused", "証はもう送ってあります。")
    file_application(resident, TARO)
    made = service.command("purge", "propose", duty, KAKANAI_NOW=LONG_AFTER)
    assert made.returncode == 0, made.stderr
    return f"/desk/disposals/{made.stdout.split()[0]}"
