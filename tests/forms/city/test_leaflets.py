"""Leaflets of a city override the shipped ones."""

from pathlib import Path
from shutil import copytree

import pytest

from forms.city.city import load_city
from forms.city.city_text import CityText
from forms.city.leaflets import FACTS, leaflet
from forms.complaints import Refused

FOLDER = Path(__file__).parents[3] / "forms" / "cities" / "mihon"
MIHON = load_city(FOLDER)
WORDS = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parents[2].glob("portal/web/words/*.ja.yaml"))
NAMES = ("help", "terms", "privacy", "accessibility")


def refused(tmp_path: Path, name: str, text: str | None) -> list[str]:
    folder = copytree(FOLDER, tmp_path / "city")
    path = folder / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_city(folder)
    return [str(complaint).removeprefix(f"{folder}/") for complaint in caught.value.complaints]


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_can_be_stated_with_the_facts(name: str, language: str) -> None:
    facts = dict.fromkeys(FACTS, "7")
    sentences = [sentence.in_(language, facts) for part in leaflet(MIHON.leaflets, name) for sentence in part.sentences]
    assert len(sentences) > 5
    assert not [line for line in sentences if "{" in line]


def test_the_help_says_which_browsers_serve_and_how_to_get_a_certificate() -> None:
    sentences = [sentence.ja for part in leaflet(MIHON.leaflets, "help") for sentence in part.sentences]
    for words in (
        "ブラウザ（Chrome、Edge、Safari、Firefoxなど）",
        "署名用の電子証明書は、15歳からの人が、市役所の窓口で",
    ):
        assert [line for line in sentences if words in line]


def test_the_help_goes_on_after_sending_with_the_words_of_the_buttons() -> None:
    (after,) = [part for part in leaflet(MIHON.leaflets, "help") if part.title.ja == "送ったあと"]
    sentences = "".join(point.ja + point.easy for point in after.points)
    for button in ("市に質問を送る", "申請をやめる", "お知らせの受け取り方", "送った申請の様子を見る"):
        assert sentences.count(f"「{button}」") == 2
        assert f": {button}\n" in WORDS


def test_the_page_of_privacy_names_the_request_to_see_what_the_city_holds() -> None:
    [(place, name)] = MIHON.leaflets.procedures_named()
    assert (place[0], place[2:], name) == ("privacy", ("procedures", 0), "kojin-joho-kaiji")
    assert MIHON.leaflets.privacy[int(place[1])].title.ja.startswith("自分の情報を確かめる")


def test_the_terms_of_the_sample_city_say_what_it_does_not_answer_for() -> None:
    assert any("免責" in part.title.ja for part in leaflet(MIHON.leaflets, "terms"))


def test_no_leaflet_claims_to_conform() -> None:
    sentences = [sentence.ja for part in leaflet(MIHON.leaflets, "accessibility") for sentence in part.sentences]
    assert any("配慮" in line for line in sentences)
    assert [line for line in sentences if "準拠" in line] == [line for line in sentences if "言えません" in line]


def test_a_city_without_terms_is_shown_which_file_it_lacks(tmp_path: Path) -> None:
    assert refused(tmp_path, "leaflets.yaml", None)[0].startswith("leaflets.yaml:1:1:")


ONE = "  - title: {ja: はじめに, easy: はじめ}\n"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"terms:\n{ONE}", "leaflets.yaml:1:1", "privacy"),
        (
            f"terms:\n{ONE}privacy:\n{ONE}    text: [{{ja: '{{person}}', easy: x}}]\n",
            "leaflets.yaml:4:5",
            "is no placeholder",
        ),
        (
            f"terms:\n{ONE}privacy:\n{ONE}    text: [{{ja: '{{city.code}}', easy: x}}]\n",
            "leaflets.yaml:4:5",
            "is no placeholder",
        ),
        (f"terms:\n{ONE}privacy:\n{ONE}    text: [{{ja: 'あ{{', easy: x}}]\n", "leaflets.yaml:4:5", "brace"),
        (f"terms:\n{ONE}privacy:\n{ONE}    text: [{{ja: x}}]\n", "leaflets.yaml:5:12", "easy"),
    ],
)
def test_a_fault_is_reported_with_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    complaints = refused(tmp_path, "leaflets.yaml", text)
    assert [complaint for complaint in complaints if complaint.startswith(place) and words in complaint]


def test_a_city_may_replace_our_help(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    with (folder / "leaflets.yaml").open("a", encoding="utf-8") as file:
        file.write(f"help:\n{ONE}")
    leaflets = load_city(folder).leaflets
    assert [part.title.ja for part in leaflet(leaflets, "help")] == ["はじめに"]
    assert leaflet(leaflets, "accessibility") == leaflet(MIHON.leaflets, "accessibility")


# Announcements

STOP = "  - {id: stop, kind: maintenance, from: 2026-12-01, title: {ja: 止まります}"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (f"{STOP}}}\n", "announcements.yaml:2:5", "write its last day"),
        (f"{STOP}, to: 2026-11-30}}\n", "announcements.yaml:2:80", "ends before it begins"),
        (f"{STOP}, to: 2026-12-02}}\n{STOP}, to: 2026-12-02}}\n", "announcements.yaml:2:3", "is used twice"),
        (
            f"{STOP}, to: 2026-12-02, link: 'javascript:alert(1)'}}\n",
            "announcements.yaml:2:103",
            "begins with https://",
        ),
    ],
)
def test_a_fault_of_an_announcement_is_reported_with_its_place(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    complaints = refused(tmp_path, "announcements.yaml", f"announcements:\n{text}")
    assert len(complaints) == 1
    assert complaints[0].startswith(place.rpartition(":")[0])
    assert words in complaints[0]


def test_an_emergency_does_not_wait_for_its_translation() -> None:
    first = MIHON.announcements.announcements[0]
    assert first.title.in_("easy")[1] == "easy"
    alone = first.title.model_copy(update={"easy": None})
    assert alone.in_("easy") == (first.title.ja, "ja")
    assert first.title.in_("ja") == (first.title.ja, "ja")
    assert first.title.in_("en")[1] == "en"
    assert CityText(ja="訳のない文").in_("en") == ("訳のない文", "ja")


# Synonyms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("same:\n  - [犬, 犬]\n", "occurs twice"),
        ("same:\n  - [犬]\n", "write at least 2"),
        ("events:\n  birht: [赤ちゃん]\n", "no life event birht"),
    ],
)
def test_a_fault_of_synonyms_is_reported(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, "synonyms.yaml", text)[0]


def test_a_citys_words_are_beside_ours(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    (folder / "synonyms.yaml").write_text(
        "same:\n  - [支所, 出張所]\nidle: [窓口]\nevents: {birth: [ベイビー]}\n", encoding="utf-8"
    )
    synonyms = load_city(folder).synonyms
    assert ("支所", "出張所") in synonyms.same
    assert synonyms.idle[:-1] == MIHON.synonyms.idle
    assert synonyms.events["birth"] == (*MIHON.synonyms.events["birth"], "ベイビー")
