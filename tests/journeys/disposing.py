"""A list of what need not be kept any more, made long after by who runs the service."""

from collections.abc import Callable

from tests.journeys.filing import decide
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

LONG_AFTER = "2040-04-01T10:00:00+09:00"


def listed(service: Service, filed: Callable[[], str], section: Visitor, duty: str) -> str:
    """Its address. A further application comes after: the newest number always stays."""
    number = filed()
    decide(section, number, "refused", "証はもう送ってあります。")
    filed()
    made = service.command("purge", "propose", duty, KAKANAI_NOW=LONG_AFTER)
    assert made.returncode == 0, made.stderr
    return f"/desk/disposals/{made.stdout.split()[0]}"
