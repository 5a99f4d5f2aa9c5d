"""`staff_groups.yaml`: rights by directory group and day."""

from pathlib import Path

import pytest

from forms.city.city import City
from forms.complaints import Refused
from portal.services.shared.installation import Installation
from portal.services.staff.groups import read_staff_groups, unfit_groups
from portal.store.staff.staff_members import RightRow


def in_folder(installation: Installation, folder: Path) -> City:
    return installation.city.model_copy(update={"folder": folder})


def test_without_a_file_no_group_gives_a_right(installation: Installation, tmp_path: Path) -> None:
    assert read_staff_groups(in_folder(installation, tmp_path)).rights({"介護保険課"}) == []


def test_a_bad_file_is_refused_with_every_line(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "staff_groups.yaml").write_text(
        """groups:
  - {group: 市民課, from: 2026-04-01, to: 2026-03-31, rights: ["clerk:*"]}
  - {group: 市民課, from: 2026-04-01, rights: ["boss:*", "clerk"]}
""",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        read_staff_groups(in_folder(installation, tmp_path))
    assert [complaint.line for complaint in refused.value.complaints] == [2, 3, 3]


def test_a_duty_that_nobody_holds_is_refused_at_the_start(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "staff_groups.yaml").write_text(
        'groups: [{group: 市民課, from: 2026-04-01, rights: ["clerk:flying"]}]', encoding="utf-8"
    )
    (complaint,) = unfit_groups(in_folder(installation, tmp_path))
    assert "holds flying;" in complaint.text


def test_the_fictional_citys_own_file_fits_it(installation: Installation) -> None:
    assert unfit_groups(installation.city) == []
    assert read_staff_groups(installation.city).rights({"介護保険課"})


def test_a_right_of_two_groups_is_one_and_keeps_both_days(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "staff_groups.yaml").write_text(
        """groups:
  - {group: 市民課, from: 2026-04-01, to: 2027-03-31, rights: ["clerk:*", "reviewer:childcare"]}
  - {group: 応援, from: 2026-04-01, to: 2027-03-31, rights: ["clerk:*"]}
  - {group: 税務課, from: 2026-04-01, rights: ["auditor:*"]}
""",
        encoding="utf-8",
    )
    assert read_staff_groups(in_folder(installation, tmp_path)).rights({"市民課", "応援", "知らない課"}) == [
        RightRow("clerk", "*", "2026-04-01", "2027-03-31"), RightRow("reviewer", "childcare", "2026-04-01", "2027-03-31"),
    ]  # fmt: skip
