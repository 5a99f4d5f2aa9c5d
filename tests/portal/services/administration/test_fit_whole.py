"""All that a city's files have to go together with, at once."""

from pathlib import Path
from shutil import copytree

import pytest

from forms.city.city import load_city
from portal.services.administration.fit_whole import misfits
from portal.services.administration.follow_city import of_whole
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import codes


def test_the_shipped_city_fits_and_each_kind_of_misfit_is_found(installation: Installation, tmp_path: Path) -> None:
    procedures, today = installation.catalogue.all(), installation.clock.today()
    assert misfits(installation.city, procedures, installation.guides, installation.layouts, today) == []
    folder = copytree(installation.city.folder, tmp_path / "city")
    (folder / "assignment.yaml").write_text("duties:\n  nowhere: [{from: 2026-04-01}]\n", encoding="utf-8")
    (folder / "hand_overs.yaml").write_text(
        "hand_overs:\n  - {layout: nothing, duty: roads, at: '17:00', from: 2026-04-01}\n", encoding="utf-8"
    )
    city = load_city(folder, {"entrance.yaml": "tiles: [{icon: baby, guide: nobody}]\n"})
    city = city.model_copy(update={"duties": {name: rows for name, rows in city.duties.items() if name != "water"}})
    keys = {each.key for each in misfits(city, procedures, installation.guides, installation.layouts, today)}
    assert keys == {"city.assignment", "city.hand_overs", "city.entrance", "city.duty"}


def test_a_notice_that_there_is_not_or_that_carries_a_code_is_refused(installation: Installation) -> None:
    procedures, today = installation.catalogue.all(), installation.clock.today()
    row = "{ja: {subject: 件名, say: 文}}"
    for name, wrong in ((codes()[0], True), ("recieved", True), ("received", False)):
        city = load_city(installation.city.folder, {"notices.yaml": f"notices: {{{name}: {row}}}\n"})
        complaints = misfits(city, procedures, installation.guides, installation.layouts, today)
        assert bool(complaints) is wrong, name


@pytest.mark.parametrize(
    ("name", "say", "complaint"),
    [
        ("received", "番号 {code}", "{code} is no placeholder of received"), ("received", "番号 {name}", "{name} is no placeholder"),
        ("received", "{until}まで", "received may be empty"), ("received", "{until}まで\\n受付 {receipt}", ""), ("returned", "{until}まで", ""),
    ],
)  # fmt: skip
def test_a_notice_names_what_it_has_and_is_never_empty(
    installation: Installation, name: str, say: str, complaint: str
) -> None:
    text = f'notices:\n  {name}:\n    ja: {{subject: 件名, say: 文}}\n    easy: {{subject: 件名, say: "{say}"}}\n'
    city = load_city(installation.city.folder, {"notices.yaml": text})
    complaints = of_whole(installation, city)
    assert [each.line for each in complaints] == [4] * bool(complaint)
    assert all(complaint in each.text for each in complaints)
