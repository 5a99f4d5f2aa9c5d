import pytest

from tests.bench.stored import NARROW, WIDE, Kind, stores


@pytest.mark.parametrize("kind", [NARROW, WIDE], ids=lambda kind: kind.layout)
def test_a_layout_that_is_cut_for_the_bench_is_sound(kind: Kind) -> None:
    with stores(kind, 0) as store:
        assert kind.layout in store.installation.layouts
