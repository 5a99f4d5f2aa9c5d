"""The number of source files that a submission executes, from request to response."""

import sys
import threading
from pathlib import Path
from types import FrameType

from portal.services.shared.installation import Installation
from tests.house.tree import ROOT
from tests.portal.routes.guest_browser import guest, offer, version

MOST = 45  # may only decrease
PRODUCT = ("forms", "integrations", "portal")


def test_a_submission_runs_through_few_files(installation: Installation) -> None:
    """The smallest procedure, submitted by a guest: no files, bundle, signature or fee."""
    offer(installation, version(1))
    # The first submission of a process may read a sheet of the city that was let go.
    first, check = (guest(installation).open("/apply/small").press("次へ", {"reason": "torn"}) for _ in range(2))
    first.press("申請する")
    assert check.path.endswith("/check"), check.text
    for steps in (installation.admission, installation.on_arrival):
        assert len(steps) > 0  # imported with the first submission of a process
    names: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            names.add(frame.f_code.co_filename)

    check.browser.client.follow_redirects = False
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        sent = check.press("申請する")
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert sent.status == 303, sent.text
    places = (Path(name).relative_to(ROOT) for name in names if Path(name).is_relative_to(ROOT))
    files = sorted(str(place) for place in places if place.parts[0] in PRODUCT)
    assert len(files) <= MOST, "\n".join(["", *files])
