"""The 27 municipal procedures of マイナポータル and ten others, each before a fictional household: what is asked, until when,
which papers, who may come, what is refused. The files of `stories` name the published facts that each was worked out from."""

from pathlib import Path
from typing import Any

import pytest

from tests.forms.story import STORIES, Telling, procedure_of, read_story

FILES = sorted(STORIES.glob("*.yaml"))
# Childcare fifteen, care eleven (住宅改修 before and after the work are one of them), 罹災証明.
MUNICIPAL = frozenset(
    [
        "jido-teate-nintei",
        "jido-teate-gakukaitei",
        "jido-teate-shimei-henko",
        "jido-teate-shometsu",
        "jido-teate-mishiharai",
        "jido-teate-kifu",
        "jido-teate-kifu-henko",
        "jido-teate-kyushokuhi",
        "jido-teate-kyushokuhi-henko",
        "jido-teate-genkyo",
        "hoiku-nintei",
        "hoiku-riyo-moshikomi",
        "hoiku-genkyo",
        "jido-fuyo-teate-genkyo",
        "ninshin-todoke",
        "yokaigo-nintei",
        "yokaigo-koshin",
        "yokaigo-kubun-henko",
        "kaigo-keikaku-irai",
        "kaigo-futan-wariaisho-saikofu",
        "kaigo-hihokenshasho-saikofu",
        "kaigo-kogaku",
        "kaigo-futan-gendogaku",
        "kaigo-fukushi-yogu",
        "kaigo-jutaku-kaishu-jizen",
        "kaigo-jutaku-kaishu-jigo",
        "yokaigo-iten",
        "risai-shomei",
    ]
)


def refusals() -> list[Any]:
    return [
        pytest.param(file, number, id=f"{file.stem} {refused['because']}")
        for file in FILES
        for number, refused in enumerate(read_story(file).get("refused", ()))
    ]


def test_each_of_the_27_and_ten_others_has_its_story() -> None:
    told = {read_story(file)["procedure"] for file in FILES}
    assert told >= MUNICIPAL
    assert len(told - MUNICIPAL) >= 10
    assert all(read_story(file)["facts"] for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_comes_out_of_a_story_was_worked_out_by_hand(file: Path) -> None:
    story = read_story(file)
    expect = story["expect"]
    telling = Telling(story)
    assert (list(telling.mistakes()), telling.stopped) == ([], "")
    assert telling.path.complete
    assert telling.unused == set()
    assert set(expect["asked"]) - telling.asked == set()
    assert set(expect["not_asked"]) & telling.asked == set()
    assert [name for name in expect["not_asked"] if name not in telling.procedure.by_name] == []
    found = {**telling.comes_out(), "papers": telling.papers}
    wanted = {"due": None, "late": False, "fee": None, "computed": {}, **expect}
    assert {name: found[name] for name in found} == {
        **{name: wanted[name] for name in found},
        "papers": sorted(wanted["papers"]),
    }
    for words in expect.get("warned", ()):
        assert words in telling.warnings()
    assert [words for words in expect.get("quiet", ()) if words in telling.warnings()] == []


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_who_may_come_by_which_door_is_as_published(file: Path) -> None:
    story = read_story(file)
    procedure = procedure_of(story["procedure"])
    assert {door: list(procedure.who.get(door, ())) for door in story["who"]} == story["who"]
    assert procedure.sign_in == story["sign_in"]


@pytest.mark.parametrize(("file", "number"), refusals())
def test_what_a_story_says_is_refused_is_refused(file: Path, number: int) -> None:
    story = read_story(file)
    refused = story["refused"][number]
    telling = Telling(story, refused)
    if "stops_at" in refused:
        assert telling.stopped == refused["stops_at"]
    elif "warns" in refused:
        assert refused["warns"] in telling.warnings()
    else:
        assert any(one.startswith(refused["at"]) and refused["says"] in one for one in telling.mistakes()), list(
            telling.mistakes()
        )
