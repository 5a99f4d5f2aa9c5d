"""A part's text takes the place of what its file has of it; the file has the rest."""

from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest

from forms.city.city import CityFile, load_city
from forms.city.parts import PARTS, here, lay, put, read_file, text_of
from forms.complaints import Complaint, Refused

MIHON = Path("forms/cities/mihon")
FILE = """# 見本市
code: "1"
name: 見本市
telephone: 1
hours: いつも

# 休み
closed:
  # 市の日
  - {day: 2027-02-15, reason: 記念日}
contact: 聞いてください
"""
HOURS = PARTS["hours"]


def test_a_part_is_its_keys_with_the_comments_above() -> None:
    assert text_of(HOURS, FILE) == "telephone: 1\nhours: いつも\n\ncontact: 聞いてください\n"
    assert text_of(PARTS["closed"], FILE) == "# 休み\nclosed:\n  # 市の日\n  - {day: 2027-02-15, reason: 記念日}\n"
    assert text_of(PARTS["city"], FILE) == '# 見本市\ncode: "1"\nname: 見本市\n'
    assert text_of(PARTS["counters"], FILE) == ""
    assert text_of(PARTS["slots"], FILE) == FILE


def test_a_text_takes_the_place_of_its_keys_and_the_rest_stays() -> None:
    after = put(HOURS, FILE, "telephone: 2\nhours: 平日\ncontact: 電話を")
    assert after.index("telephone: 2") < after.index("# 休み")
    assert "聞いてください" not in after
    assert after.startswith('# 見本市\ncode: "1"\nname: 見本市\ntelephone: 2\n')
    assert put(PARTS["slots"], FILE, "slots: []\n") == "slots: []\n"
    assert put(PARTS["closed"], "", "closed: []\n") == "closed: []\n"


def test_a_comment_at_its_end_is_none_of_the_next_key() -> None:
    after = put(PARTS["city"], FILE, 'code: "1"\nname: 市\n# あとで\n')
    assert text_of(PARTS["city"], after) == 'code: "1"\nname: 市\n# あとで\n\n'


@pytest.mark.parametrize(("text", "line"), [("telephone: 1\nname: 別の市\n", 2), ("{telephone: 1, hours: 2}", 1)])
def test_a_key_of_another_part_and_two_keys_on_a_line_are_refused(text: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        text_of(HOURS, put(HOURS, FILE, text))
    assert [complaint.line for complaint in refused.value.complaints] == [line]


def test_complaints_are_counted_in_the_part() -> None:
    whole = put(HOURS, FILE, "# 電話\ntelephone: 2\n")
    complaints = [
        Complaint(f"city/{name}", line, 1, "x", "y")
        for name, line in (("city.yaml", 5), ("city.yaml", 1), ("slots.yaml", 5))
    ]
    assert [each.line for each in here(HOURS, whole, complaints)] == [2, 0, 0]
    assert [each.line for each in here(PARTS["slots"], "slots: []\n", complaints)] == [0, 0, 5]
    assert [each.line for each in here(PARTS["counters"], FILE, complaints)] == [0, 0, 0]


def test_a_city_is_read_with_the_texts_laid_over_its_files(tmp_path: Path) -> None:
    folder = copytree(MIHON, tmp_path / "city")
    (folder / "announcements.yaml").unlink()
    assert read_file(folder, PARTS["announcements"]) == ""
    texts = {
        HOURS: "telephone: 000-1\nhours: 平日\ncontact: 電話を。\n",
        PARTS["closed"]: "closed: []\n",
        PARTS["announcements"]: "announcements: []\n",
    }
    city = load_city(folder, lay(folder, texts))
    assert (city.telephone, city.closed, city.name) == ("000-1", (), "見本市")
    assert set(city.laid) == {"city.yaml", "announcements.yaml"}
    line = city.laid["city.yaml"].split("\n").index("closed: []") + 1
    assert city.complaint_at("city.yaml", ("closed",), "x", "y").line == line
    with pytest.raises(Refused):
        load_city(folder, lay(folder, {PARTS["closed"]: "closed: [1]\n"}))


def test_every_key_of_the_city_is_of_one_part() -> None:
    keys = Counter(key for part in PARTS.values() if part.file == "city.yaml" for key in part.keys)
    assert keys == Counter(field.alias or name for name, field in CityFile.model_fields.items())


def test_every_part_is_as_its_file_has_it_when_it_is_put_back() -> None:
    for part in PARTS.values():
        whole = read_file(MIHON, part)
        texts = text_of(part, whole)
        assert text_of(part, put(part, whole, texts)).strip() == texts.strip()
