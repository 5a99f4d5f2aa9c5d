"""A text names the months and ages of the city's setting, never the default in figures."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load_folder
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
# setting → the procedures whose papers, mistakes and notices speak of it
SPOKEN = {
    "certificate_months": ("hoiku-genkyo", "hoiku-nintei", "hoiku-riyo-moshikomi", "shisetsu-riyo-nintei"),
    "book_months": ("kaigo-futan-gendogaku",),
    "early_months": ("jiritsu-shien-iryo-koshin", "seishin-techo"),
    "adult_age": ("gakudo-hoiku",),
}
# 審査請求 and a block's columns have months of their own.
OTHERS = ("審査請求", "就労実績", "か月め", "およそ2か月", "1か月")


@pytest.mark.parametrize(("setting", "name"), [(key, name) for key, names in SPOKEN.items() for name in names])
def test_a_city_that_changes_its_months_is_not_contradicted_by_a_text(setting: str, name: str) -> None:
    procedure = SHIPPED[name]
    figure = f"{procedure.settings[setting].default}{'歳' if setting.endswith('_age') else 'か月'}"
    places = ("bring.", "attach.", "ask.", "after.", "next.", "staff.return_reasons.")
    texts = {place: text for place, text in procedure.texts["ja"].items() if place.startswith(places)}
    assert any(f"{{city.{setting}}}" in text for text in texts.values())
    assert [text for text in texts.values() if figure in text and not any(it in text for it in OTHERS)] == []
