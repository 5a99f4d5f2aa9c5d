"""Only meaning and Japanese text change the hash."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import from_canonical, load_text, short_hash
from forms.loading.canonical import canonical, parts
from tests.forms.loading.small import SMALL, small


def changed(old: str, new: str) -> Procedure:
    assert old in SMALL
    return load_text(SMALL.replace(old, new), "small.yaml", fields=field_types())


def test_it_is_json_with_sorted_keys_and_no_spaces() -> None:
    text = small().canonical
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "見本" in text


def test_the_meaning_is_a_sha_256() -> None:
    assert len(bytes.fromhex(small().meaning)) == 32


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 見本", "title: 見本書"),
        ("version: 1", "version: 2"),
        ("lost: {label: なくした}", "lost: {label: なくしました}"),
        (
            "          torn: 破れた\n          lost: {label: なくした}\n",
            "          lost: なくした\n          torn: 破れた\n",
        ),
        ("type: choice", "required: false\n        type: choice"),
    ],
)
def test_meaning_and_japanese_text_change_the_hash(old: str, new: str) -> None:
    assert changed(old, new).meaning != small().meaning


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 見本", "title: '見本' # 見本です"),
        ("format: 1\nprocedure: small\n", "procedure: small\nformat: 1\n"),
        ("law: {text: 見本条例, certainty: assumed}", "law: {certainty: assumed, text: 見本条例}"),
        ("        type: choice\n        label: 理由\n", "        label: 理由\n        type: choice\n"),
    ],
)
def test_comments_style_and_the_order_of_fixed_keys_do_not(old: str, new: str) -> None:
    assert changed(old, new).meaning == small().meaning
    assert changed(old, new).canonical == small().canonical


def test_translations_and_scenarios_do_not_change_the_hash_but_are_kept() -> None:
    easy = f'title: {{text: みほん, of: "{short_hash("見本")}"}}\n'
    scenario = "scenarios: [{name: 一, today: 2026-11-20, answers: {reason: lost}, expect: {complete: true}}]\n"
    procedure = small(scenario, {"easy": easy})
    assert procedure.meaning == small().meaning
    assert procedure.canonical != small().canonical
    reloaded = from_canonical(procedure.canonical, field_types())
    assert reloaded.texts["easy"] == {"title": "みほん"}
    assert reloaded.scenarios == procedure.scenarios
    assert reloaded.canonical == procedure.canonical


def test_the_order_of_options_is_kept() -> None:
    reloaded = from_canonical(small().canonical, field_types()).field("reason")
    assert reloaded.type.options(reloaded.settings) == ("torn", "lost")


def test_a_form_that_this_release_does_not_understand_is_refused() -> None:
    with pytest.raises(Refused, match=r"small@1:1:1: .*\[field.type\]"):
        from_canonical(small().canonical, {})


_WORDS = st.text("abc", min_size=1, max_size=3)
_DATA = st.recursive(
    st.booleans() | st.integers() | st.text(),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(_WORDS, child, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_WORDS, _DATA), st.lists(_DATA, min_size=1, max_size=2))
def test_any_data_comes_back_in_its_order(definition: dict[str, Any], scenarios: list[Any]) -> None:
    text = canonical({**definition, "scenarios": scenarios}, {})
    data, translations, meaning = parts(text)
    assert (data, translations) == ({**definition, "scenarios": scenarios}, {})
    assert [json.dumps(data[key]) for key in definition] == [json.dumps(value) for value in definition.values()]
    assert meaning == parts(canonical(definition, {"easy": {}}))[2]
