"""The 27 municipal procedures of マイナポータル and ten others. Each file of `stories` cites its published facts."""

from pathlib import Path
from typing import Any

import pytest

from tests.forms.story import STORIES, StoryRun, procedure_of, read_story

FILES = sorted(STORIES.glob("*.yaml"))
# Childcare 15, care 11 (住宅改修 before and after the work count as one), 罹災証明.
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
    procedures = {read_story(file)["procedure"] for file in FILES}
    assert procedures >= MUNICIPAL
    assert len(procedures - MUNICIPAL) >= 10
    assert all(read_story(file)["facts"] for file in FILES)


@pytest.mark.uncounted
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_comes_out_of_a_story_was_worked_out_by_hand(file: Path) -> None:
    story = read_story(file)
    expect = story["expect"]
    run = StoryRun(story)
    assert (list(run.mistakes()), run.stopped) == ([], "")
    assert run.path.complete
    assert run.unused == set()
    assert set(expect["asked"]) - run.asked == set()
    assert set(expect["not_asked"]) & run.asked == set()
    assert [name for name in expect["not_asked"] if name not in run.procedure.by_name] == []
    outcome = {**run.comes_out(), "papers": run.papers}
    wanted = {"due": None, "late": False, "fee": None, "computed": {}, **expect}
    assert {name: outcome[name] for name in outcome} == {
        **{name: wanted[name] for name in outcome},
        "papers": sorted(wanted["papers"]),
    }
    for words in expect.get("warned", ()):
        assert words in run.warnings()
    assert [words for words in expect.get("quiet", ()) if words in run.warnings()] == []


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_who_may_come_by_which_door_is_as_published(file: Path) -> None:
    story = read_story(file)
    procedure = procedure_of(story["procedure"])
    assert {door: list(procedure.who.get(door, ())) for door in story["who"]} == story["who"]
    assert procedure.sign_in == story["sign_in"]


@pytest.mark.uncounted
@pytest.mark.parametrize(("file", "number"), refusals())
def test_what_a_story_says_is_refused_is_refused(file: Path, number: int) -> None:
    story = read_story(file)
    refused = story["refused"][number]
    run = StoryRun(story, refused)
    if "stops_at" in refused:
        assert run.stopped == refused["stops_at"]
    elif "warns" in refused:
        assert refused["warns"] in run.warnings()
    else:
        assert any(mistake.startswith(refused["at"]) and refused["says"] in mistake for mistake in run.mistakes()), (
            list(run.mistakes())
        )
