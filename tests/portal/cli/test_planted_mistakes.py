"""Mistakes of every layer in one definition are all reported in one run, each once, with its place and its cure."""

import re
from pathlib import Path

import pytest

from portal.config import TREE
from tests.portal.cli.conftest import Kakanai

SOUND = """\
format: 1
procedure: helmet
version: 1
kind: request
title: ヘルメット補助金
kana: ヘルメットホジョキン
summary: ヘルメットを買った人に、費用の一部を出します。
duty: care-qualification
law: {text: 見本条例, certainty: assumed}
fee: {text: 無料, certainty: assumed}
who: {online: [self], counter: [self]}
identity: {sign_in: card, signature: {need: required, because: 見本条例 第3条, certainty: assumed}}
principal: {name: name}
steps:
  - step: 購入
    id: bought
    ask:
      - {id: name, type: person_name, label: 氏名, known_from: applicant.name}
      - {id: price, type: money, label: 値段, max: 20000}
      - {id: bought_on, type: date, label: 買った日, must: [{that: bought_on <= today, say: これからの日です。}]}
      - {id: grant, type: computed, of: money, label: 補助金, compute: 'min(share(price, 1, 2, round=down), 3000)'}
      - {id: why_high, type: text, label: 高い理由, max: 40, required: false, when: price > 15000}
scenarios:
  - name: 買った
    today: 2026-11-20
    answers: {name: 見本 花子, price: 4000, bought_on: 2026-11-01}
    expect: {complete: true, computed: {grant: 2000}}
  - name: これから買う
    today: 2026-11-20
    answers: {name: 見本 花子, price: 4000, bought_on: 2026-12-01}
    expect: {complete: false, mistakes: {bought_on: これからの日です。}}
"""
EASY = 'title: {text: ヘルメットの おかね, of: "00000000"}\n'
# What is planted → its key, and words of its cure.
PLANTED = {
    ("known_from: ", "known_form: "): ("key.unknown", "did you mean known_from?"),
    ("bought_on <= today", "bougt_on <= today"): ("expression.name", "did you mean bought_on?"),
    ("price > 15000", "grant > 3000"): ("lint.unreachable", "this is never asked"),
    ("because: 見本条例 第3条, ", ""): ("lint.signature_because", "name the rule that requires it under `because`"),
    ("duty: care-qualification", "duty: care-qualificaton"): ("city.duty", "did you mean care-qualification?"),
}
LATER = {
    ("grant: 2000", "grant: 2500"): ("scenario.computed", "grant is 2000"),
    ("price > 15000", "price > 20000"): ("lint.unreachable", "this is never asked"),
    ("because: 見本条例 第3条, ", ""): ("lint.signature_because", "name the rule that requires it under `because`"),
}


def check(kakanai: Kakanai, folder: Path, text: str, easy: str) -> list[tuple[int, str, str]]:
    """Line, key and English of each complaint, in their order; those about texts without a translation are left out."""
    (folder / "helmet.yaml").write_text(text)
    (folder / "helmet.easy.yaml").write_text(easy)
    ran = kakanai("procedures", "check", str(folder / "helmet.yaml"))
    assert (ran.status, ran.out) == (1, "")
    *lines, page = ran.err.splitlines()
    assert re.search(r"docs/complaints\.md#[a-z_.]+$", page)
    complaints = []
    for japanese, english in zip(lines[::2], lines[1::2], strict=True):
        place = re.fullmatch(r"(.+\.yaml):([0-9]+):[0-9]+: (.+) \[([a-z_.]+)\]", japanese)
        assert place is not None, japanese
        assert re.search(r"[ぁ-ん]", place[3]), japanese
        assert english.startswith("    ")
        assert f'<a id="{place[4]}"></a>' in (TREE / "docs" / "complaints.md").read_text(), "its permanent address"
        if not place[4].endswith("_missing"):
            complaints.append((int(place[2]) if place[1].endswith("helmet.yaml") else 0, place[4], english))
    return complaints


def planted(mistakes: dict[tuple[str, str], tuple[str, str]]) -> tuple[str, list[tuple[int, str, str]]]:
    text, expected = SOUND, []
    for (before, after), (key, cure) in mistakes.items():
        assert text.count(before) == 1
        place = text.index(before)
        if key.startswith("scenario."):
            place = text.rindex("- name:", 0, place)
        expected.append((text[:place].count("\n") + 1, key, cure))
        text = text.replace(before, after)
    return text, expected


@pytest.mark.parametrize(
    ("mistakes", "easy", "stale"),
    [
        (PLANTED, EASY, (5, "lint.translation_stale", "easy translates an earlier wording of title")),
        (LATER, 'titel: {text: おかね, of: "00000000"}\n', (0, "translation.unknown", "did you mean title?")),
    ],
    ids=["that no definition survives", "of translations, lint and scenarios"],
)
def test_all_are_reported_in_one_run_and_nothing_that_follows_from_them(
    kakanai: Kakanai,
    tmp_path: Path,
    mistakes: dict[tuple[str, str], tuple[str, str]],
    easy: str,
    stale: tuple[int, str, str],
) -> None:
    text, expected = planted(mistakes)
    complaints = check(kakanai, tmp_path, text, easy)
    wanted = sorted([*expected, stale])
    assert [(line, key) for line, key, _ in complaints] == [(line, key) for line, key, _ in wanted]
    for (_, _, english), (_, key, cure) in zip(complaints, wanted, strict=True):
        assert cure in english, key


def test_without_the_mistakes_it_is_sound(kakanai: Kakanai, tmp_path: Path) -> None:
    (tmp_path / "helmet.yaml").write_text(SOUND)
    assert kakanai("procedures", "check", str(tmp_path / "helmet.yaml")).status == 0
