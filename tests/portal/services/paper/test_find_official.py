"""The list of boxes beside the definitions: found, absent, or unreadable."""

from pathlib import Path

from structlog.testing import capture_logs

from portal.services.paper.find_official import find_official
from portal.services.shared.installation import Installation


def test_a_list_that_cannot_be_read_counts_as_none(installation: Installation, tmp_path: Path) -> None:
    shipped = find_official(installation.settings, "jido-teate-nintei")
    assert shipped is not None
    assert shipped.sheet is not None
    assert find_official(installation.settings, "no-such-procedure") is None
    (tmp_path / "boxes").mkdir()
    (tmp_path / "boxes" / "broken.yaml").write_text("format: 1\nform: 届\n", encoding="utf-8")
    with capture_logs() as lines:
        assert find_official(installation.settings.model_copy(update={"procedures": tmp_path}), "broken") is None
    assert [(line["event"], line["code"]) for line in lines] == [("official form", "unreadable")]
