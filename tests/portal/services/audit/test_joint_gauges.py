"""One text for all cities, each figure once by its name."""

from portal.services.audit.joint_gauges import joint_gauges
from portal.services.audit.state_gauges import state_gauges
from portal.services.shared.installation import Installation


def test_each_city_has_its_label_and_one_that_is_closed_is_named(installation: Installation) -> None:
    gauges = state_gauges(installation)
    text = joint_gauges({"aoba": gauges, "kawabe": gauges}, ["kawabe", "aoba", "mori", "mori"]).decode()
    assert [line for line in text.splitlines() if line.startswith("kakanai_city_open{")] == [
        'kakanai_city_open{city="aoba"} 1.0', 'kakanai_city_open{city="kawabe"} 1.0', 'kakanai_city_open{city="mori"} 0.0',
    ]  # fmt: skip
    assert text.count("# TYPE kakanai_drafts gauge") == 1
    assert text.count('kakanai_drafts{city="') == 2
