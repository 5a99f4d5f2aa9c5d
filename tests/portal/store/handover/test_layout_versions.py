"""The text of a layout version is immutable."""

from portal.db import Unit
from portal.store.handover import layout_versions


def test_a_version_is_known_by_what_it_stated_first(unit: Unit) -> None:
    assert layout_versions.use(unit, "layout", "1", "digest", 5)
    assert layout_versions.use(unit, "layout", "1", "digest", 6)
    assert not layout_versions.use(unit, "layout", "1", "another", 7)
    assert layout_versions.use(unit, "layout", "2", "another", 8)
    assert layout_versions.every_used(unit) == {("layout", "1"): "digest", ("layout", "2"): "another"}
