"""`follows` over a folder: both ends of each link, with file and line."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting.chains import check_chains
from forms.loading import load_text
from tests.definitions.shelf import SMALLEST, shelf

FIRST, SECOND, THIRD = "chain-first", "chain-second", "chain-third"


def complaints(name: str, before: str, after: str) -> list[str]:
    """Of the shelf with one word of a definition changed, as `file:line [key]`."""
    text = (SMALLEST / f"{name}.yaml").read_text("utf-8")
    assert before in text
    changed = load_text(text.replace(before, after), f"{name}.yaml", fields=field_types())
    chain: dict[str, Procedure] = {each: shelf()[each] for each in (FIRST, SECOND, THIRD)} | {name: changed}
    lines = text.split("\n")
    reported = check_chains(chain.values(), chain)
    assert all(before in lines[each.line - 1] or each.file != f"{name}.yaml" for each in reported)
    return [f"{each.file.rpartition('/')[2]} {each.key}" for each in reported]


def test_the_shipped_chain_is_sound() -> None:
    chain = {name: shelf()[name] for name in (FIRST, SECOND, THIRD)}
    assert check_chains(chain.values(), chain) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "key"),
    [
        (SECOND, "procedure: chain-first", "procedure: chain-frst", "follows.unknown"),
        (SECOND, "outcomes: [approved]", "outcomes: [aproved]", "follows.outcome"),
        (SECOND, "earlier.answers.size", "earlier.answers.sise", "follows.question"),
        (SECOND, "earlier.result.amount", "earlier.result.sum", "follows.question"),
        (SECOND, "{small: 小, large: 大}", "{small: 小, huge: 大}", "follows.option"),
    ],
)
def test_a_faulty_link_is_reported_in_its_line(name: str, before: str, after: str, key: str) -> None:
    assert complaints(name, before, after)[0] == f"{name}.yaml {key}"


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("{id: amount,", "{id: total,", "follows.question"),
        (
            "type: choice, label: 大きさ, options: {small: 小, large: 大}",
            "type: text, label: 大きさ, max: 9",
            "follows.type",
        ),
        (
            "type: choice, label: 大きさ, options: {small: 小, large: 大}",
            "type: consent, label: 大きさ",
            "follows.never",
        ),
    ],
)
def test_a_changed_earlier_procedure_is_reported_where_it_is_followed(before: str, after: str, key: str) -> None:
    assert f"{SECOND}.yaml {key}" in complaints(FIRST, before, after)


def test_a_loop_is_reported_at_each_of_its_links() -> None:
    first = (SMALLEST / f"{FIRST}.yaml").read_text("utf-8")
    text = first.replace("fee: ", f"follows: {{procedure: {THIRD}, outcomes: [accepted], certainty: law}}\nfee: ", 1)
    chain = {name: shelf()[name] for name in (SECOND, THIRD)}
    chain[FIRST] = load_text(text, f"{FIRST}.yaml", fields=field_types())
    reported = check_chains(chain.values(), chain)
    assert [each.key for each in reported] == ["follows.loop"] * 3
    assert f"{FIRST} → {THIRD} → {SECOND} → {FIRST}" in "".join(each.text for each in reported)


def test_what_settles_a_budget_needs_one_earlier_in_its_chain() -> None:
    chain = {name: shelf()[name] for name in ("budget", "budget-settled")}
    assert check_chains(chain.values(), chain) == []
    chain["budget"] = replace(chain["budget"], budget=None)
    (reported,) = check_chains(chain.values(), chain)
    text = (SMALLEST / "budget-settled.yaml").read_text("utf-8").split("\n")
    assert (reported.key, text[reported.line - 1].startswith("follows: ")) == ("follows.settles", True)


def test_a_budget_two_links_before_is_enough() -> None:
    first, second = shelf()["budget"], shelf()["budget-settled"]
    assert second.follows is not None
    third = replace(second, id="third", follows=replace(second.follows, procedure="budget-settled", settles="fixed"))
    chain = {each.id: each for each in (first, second, third)}
    assert [each.key for each in check_chains(chain.values(), chain)] == []
    chain["budget"] = replace(first, budget=None)
    assert [each.key for each in check_chains(chain.values(), chain)] == ["follows.settles"] * 2
