"""A disposal list made after the retention period."""

from collections.abc import Callable

from tests.journeys.filing import decide
from tests.journeys.service import Service
from tests.journeys.visitor import Visitor

LONG_AFTER = "2040-04-01T10:00:00+09:00"


def listed(service: Service, filed: Callable[[], str], section: Visitor, duty: str) -> str:
    """Files a second application, because the newest number is never disposed of."""
    number = filed()
    decide(section, number, "refused", "証はもう送ってあります。")
    filed()
    result = service.command("purge", "propose", duty, KAKANAI_NOW=LONG_AFTER)
    assert result.returncode == 0, result.stderr
    return f"/desk/disposals/{result.stdout.split()[0]}"
