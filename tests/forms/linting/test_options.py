"""Conditions of options that never hold, always hold, or decide what else can be."""

from forms.linting import lint
from tests.forms.loading.small import small


def faults_of(way_of: str, more: str = "") -> list[str]:
    way = f"      - {{id: way, type: choice, label: 受け取り方, options: {{counter: 窓口, post: {{label: 郵便, when: {way_of}}}}}}}\n"
    return [f"{fault.key} {fault.line}" for fault in lint(small(way + more)) if fault.key.startswith("lint.unr")]


def test_an_option_that_nobody_can_choose_is_reported() -> None:
    assert len(faults_of("reason == lost and reason == torn")) == 1
    assert faults_of("reason == lost") == []


def test_what_only_an_option_that_is_not_there_could_bring_is_reported() -> None:
    more = "      - {id: street, type: text, label: 送り先, when: way == post and reason == torn}\n"
    assert len(faults_of("reason == lost", more)) == 1
    assert faults_of("reason == torn", more) == []
