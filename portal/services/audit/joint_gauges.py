from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector


class _OfCities(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def joint_gauges(cities: Mapping[str, bytes], every: Iterable[str]) -> bytes:
    # `cities`: the `state_gauges` of each. `every`: names, also of cities that could not start.
    opened = GaugeMetricFamily("kakanai_city_open", "1: the pages of the city are served.", labels=("city",))
    for name in sorted(set(every)):
        opened.add_metric((name,), float(name in cities))
    families: dict[str, Metric] = {opened.name: opened}
    for name, gauges in cities.items():
        for family in text_string_to_metric_families(gauges.decode()):
            joint = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                joint.add_sample(sample.name, {**sample.labels, "city": name}, sample.value)
    registry = CollectorRegistry()
    registry.register(_OfCities(families.values()))
    return generate_latest(registry)
