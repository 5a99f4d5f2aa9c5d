"""After a power cut during an interview, the visit and all boxes saved on blur are restored."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service
from tests.journeys.visiting import UMEKO, begin
from tests.servers import running

TYPED = {
    **{f"p0.{name}": UMEKO[name] for name in ("name.family", "name.given")},
    "p0.lost_how": "other",
    "p0.lost_how.tell": "台所で",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running("demo", folder=tmp_path) as server:
        yield Service(server)


def test_what_a_clerk_typed_outlives_a_power_cut(service: Service) -> None:
    with service.member("madoguchi") as clerk:
        visit = begin(clerk, "A-77")
        clerk.press("add", {"visit-add": PROCEDURE})
        clerk.go(f"{visit}/interview")
        clerk.press("画面を更新", {"p0.reason": "lost"})
        clerk.press("画面を更新", TYPED)
        service.server.kill()
        service.server.start()
        shown = clerk.go(f"{visit}/interview").text  # still signed in, on the same page
        assert [words for words in ("髙見本", "梅子", "台所で") if words not in shown] == []
        assert "A-77" in clerk.go("/counter").text
