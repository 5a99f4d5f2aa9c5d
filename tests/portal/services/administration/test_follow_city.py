"""What fits no more is left to the file, the rest stays; a faulty file keeps the former city."""

from pathlib import Path
from shutil import copytree

import pytest

from forms.city.city import load_city
from forms.city.parts import PARTS
from forms.complaints import Complaint, Refused
from portal.services.administration import follow_city as module
from portal.services.administration.follow_city import follow_city, lay_fitting
from portal.services.shared.city_rules import CityInForce
from portal.services.shared.installation import Installation
from portal.wiring import install
from tests.portal.services.administration.editing import HOURS, administrator, approved, asked, written

CLOSED = "closed: []\n"
TEXTS = {PARTS["hours"]: HOURS, PARTS["closed"]: CLOSED}


UNFIT = Complaint("city.yaml", 1, 1, "x", "y")


def test_the_part_that_does_not_fit_is_left_out_alone(installation: Installation) -> None:
    city = installation.city
    assert lay_fitting(city, TEXTS, lambda newer: [UNFIT] * (newer.telephone == "000-000-9999")) == ("hours",)
    assert (city.telephone, city.closed) == ("000-000-0000", ())
    assert lay_fitting(city, TEXTS, lambda newer: [UNFIT] * bool(newer.laid)) == ("hours", "closed")
    assert city.laid == {}


def test_two_that_do_not_fit_leave_the_others_laid(installation: Installation) -> None:
    texts = {
        **TEXTS,
        PARTS["slots"]: "resources: [",
        PARTS["years"]: "years: wrong\n",
        PARTS["announcements"]: "announcements: []\n",
    }
    city = installation.city
    assert lay_fitting(city, texts, lambda _newer: ()) == ("slots", "years")
    assert (city.telephone, city.closed, city.announcements.announcements) == ("000-000-9999", (), ())
    # One that fits only after another, and what the files bring themselves.
    needs = [Complaint("city.yaml", 9, 1, "x", "z"), UNFIT]
    texts = {**TEXTS, PARTS["slots"]: "resources: ["}
    assert lay_fitting(city, texts, lambda newer: needs[: 1 + bool(newer.closed and newer.laid)]) == ("slots",)
    assert (city.telephone, city.closed) == ("000-000-9999", ())


def test_files_that_cannot_be_read_are_refused(installation: Installation, tmp_path: Path) -> None:
    folder = copytree(installation.city.folder, tmp_path / "city")
    city = CityInForce(load_city(folder))
    (folder / "slots.yaml").write_text("slots: [", encoding="utf-8")
    with pytest.raises(Refused):
        lay_fitting(city, TEXTS, lambda _newer: ())
    assert city.laid == {}


def test_a_file_that_broke_meanwhile_keeps_the_former_city(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(module, "log_bug", lambda code, _error: logged.append(code))
    folder = copytree(installation.city.folder, tmp_path / "city")
    other = install(installation.settings.model_copy(update={"city": folder}))
    member = administrator(installation)
    asked(installation, member, written(installation, member, "hours", HOURS))
    (folder / "slots.yaml").write_text("slots: [", encoding="utf-8")
    assert follow_city(other) == 1
    assert (other.city.telephone, other.laid.left_out, logged) == ("000-000-0000", (), ["follow_city"])
    assert other.laid.kept
    assert follow_city(other) == 0
    (folder / "slots.yaml").unlink()
    asked(installation, member, written(installation, member, "closed", "closed: []\n"))
    assert follow_city(other) == 1
    assert (other.city.telephone, other.laid.kept) == ("000-000-9999", False)
    other.database.close()


def test_a_start_leaves_out_what_fits_no_more(installation: Installation, tmp_path: Path) -> None:
    member, other = administrator(installation), administrator(installation, "kanri2")
    asked(installation, member, written(installation, member, "hours", HOURS))
    text = load_city(installation.city.folder)
    assert text.laid == {}
    duties = (installation.city.folder / "city.yaml").read_text(encoding="utf-8")
    offices = duties[duties.index("duties:\n") : duties.index("# 医療保険の保険者")]
    row = asked(installation, member, written(installation, member, "offices", offices))
    approved(installation, other, row)
    # A file came with the next version: it names a duty that the edition does not have.
    folder = copytree(installation.city.folder, tmp_path / "city")
    (folder / "assignment.yaml").write_text("duties:\n  newest: [{from: 2026-04-01}]\n", encoding="utf-8")
    city = (folder / "city.yaml").read_text(encoding="utf-8")
    office = "duties:\n  newest:\n    - {office: 新課, telephone: 000-1, place: 1階, authority: 見本市長, from: 2024-04-01}\n"
    (folder / "city.yaml").write_text(city.replace("duties:\n", office, 1), encoding="utf-8")
    third = install(installation.settings.model_copy(update={"city": folder}))
    assert third.laid.left_out == ("offices",)
    assert third.city.telephone == "000-000-9999"
    assert "newest" in third.city.duties
    third.database.close()
