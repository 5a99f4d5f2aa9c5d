"""Every box of the form has a name in Japanese."""

from forms.city.parts import text_of
from forms.complaints import Complaint
from forms.loading.meanings import models_in
from portal.config import TREE
from portal.services.administration.city_parts import PARTS, city_part
from portal.services.staff.add_staff import ROLES
from portal.services.staff.groups import Group
from portal.services.staff.words import ROLE_WORDS
from portal.services.workshop.format_keys import place_at
from portal.web.administration.part_page import TEXT_ONLY, format_of, lines_of, text_for_form, word_of
from portal.web.workshop.key_form import Box, boxes_of


def test_every_key_of_a_part_that_has_a_form_is_named() -> None:
    for part in PARTS.values():
        for model in models_in(part.shape) if part.id not in TEXT_ONLY else ():
            for name, field in model.model_fields.items():
                assert word_of(model, field.alias or name), (model, name)


def test_the_rights_of_a_group_are_written_by_words_that_their_box_names() -> None:
    words = word_of(Group, "rights")
    assert [role for role, word in ROLE_WORDS.items() if f"{role}（{word}）" not in words] == []
    assert set(ROLE_WORDS) == set(ROLES)


def boxes(part: str, *path: str | int) -> dict[str, Box]:
    text = (TREE / "forms" / "cities" / "mihon" / "city.yaml").read_text("utf-8")
    known = city_part(part)
    place = place_at(text_for_form(text_of(known, text)).tree, path, of=format_of(known))
    return {box.key.name: box for box in boxes_of(place)}


def test_a_box_within_a_part_is_called_by_both_and_a_code_by_what_it_means_there() -> None:
    city = boxes("city")
    assert [(city[f"colours.{name}"].label, city[f"colours.{name}"].help) for name in ("main", "on_main")] == [
        ("市の画面の色", ""), ("市の画面の色の上の字の色", ""),
    ]  # fmt: skip
    news = boxes("offices", "duties", "roads", 0)["news"]
    assert (news.options, news.help[:7]) == ({"morning": "毎朝", "arrival": "届くたび"}, "「毎朝」は朝に")


def test_a_complaint_about_a_procedures_own_value_is_not_called_by_a_key_of_another_file() -> None:
    def about(text: str, file: str = "city.yaml") -> str:
        complaint = Complaint(f"/city/{file}", 3, 1, "value.wrong", f"{text}: write a list: [a, b]")
        return str(lines_of((complaint,), {"shisetsu-chusen.closes": "施設の抽選：申込みの終わり"})[0]["about"])

    assert about("settings.shisetsu-chusen.closes") == "施設の抽選：申込みの終わり"
    assert about("settings.juminhyo-utsushi.hours") == ""
    assert about("settings.shisetsu-chusen.closes.0.value") == "値"
    assert about("facilities.2.hours", "facilities.yaml") == "開いている時間"
    assert about("hours") == "開いている時間"
    assert about("words without a key") == ""
