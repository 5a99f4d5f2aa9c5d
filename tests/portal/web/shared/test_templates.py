"""Templates are compiled once for each language, and kept compiled."""

from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from forms.text.translations import SHIPPED
from portal.web.shared import templates as module
from portal.web.shared.templates import escaped, speaker, templates
from portal.web.shared.words import words

KEY, FILLED = "skip", "field.limit"


class Html(str):
    def __html__(self) -> str:
        return "<i>"


def printed(environment: Environment, source: str, **context: object) -> str:
    return environment.from_string(source).render(**context)


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_a_sentence_is_printed_in_the_language_of_the_page_and_escaped(language: str) -> None:
    environment, sentences = templates(language), words(language)
    assert printed(environment, "{{ t('skip') }}") == sentences[KEY]
    assert printed(environment, "{{ t('field.limit', maximum=n) }}", n=7) == sentences[FILLED].format(maximum=7)
    assert printed(environment, "{{ t(key) }}", key=KEY) == sentences[KEY]
    assert printed(environment, "{{ '<' ~ language }}") == f"&lt;{language}"


def test_a_sentence_with_arguments_or_of_another_t_stays_a_call() -> None:
    environment = templates("ja")
    assert "t('skip')" not in str(environment.compile("{{ t('skip') }}", raw=True))
    own = "{% set t = other %}{{ t('skip') }}"
    assert printed(environment, own, other=lambda key: f"other {key}") == "other skip"
    with pytest.raises(KeyError):
        printed(environment, "{{ t('field.limit') }}")
    with pytest.raises(KeyError):
        speaker(words("ja"))("no.such.key")


def test_macros_of_a_page_are_made_once_in_a_process() -> None:
    environment = templates("ja")
    page = '{% from "parts/back_link.html" import back_link %}{{ back_link("/") }}'
    first = printed(environment, page)
    kept = environment.get_template("parts/back_link.html")._module
    assert kept is not None
    assert (printed(environment, page), environment.get_template("parts/back_link.html")._module) == (first, kept)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """In place of the templates' own; byte code is written."""
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(module, "COMPILED", tmp_path / "__pycache__")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "page.html").write_text("{{ t('skip') }} one")
    return tmp_path


def page(language: str = "ja") -> str:
    SHIPPED.made.clear()
    try:
        return templates(language).get_template("page.html").render()
    finally:
        SHIPPED.made.clear()


def test_a_compiled_template_is_kept_until_it_or_its_texts_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = page()
    (kept,) = (folder / "__pycache__" / "ja").iterdir()
    before = kept.read_bytes()
    monkeypatch.setattr(module._Templates, "_generate", lambda *_: pytest.fail("compiled again"))
    assert page() == first
    monkeypatch.undo()
    monkeypatch.setattr(module, "FOLDER", folder)
    monkeypatch.setattr(module, "COMPILED", folder / "__pycache__")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (folder / "page.html").write_text("{{ t('skip') }} two")
    assert page() == first.replace("one", "two")
    monkeypatch.setattr(module, "words", lambda language: {**words(language), KEY: "another"})
    assert page() == "another two"
    assert kept.read_bytes() != before


def test_a_broken_file_is_compiled_again_and_a_folder_that_cannot_be_written_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = page()
    (kept,) = (folder / "__pycache__" / "ja").iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    assert page() == first
    (folder / "nowhere").write_text("a file")
    monkeypatch.setattr(module, "COMPILED", folder / "nowhere")
    assert page() == first


@pytest.mark.parametrize(
    "value", ["", "市", "<b>", "a&b", "\"'", Markup("<b>"), 7, None, True, date(2026, 11, 20), Html()], ids=repr
)
def test_a_value_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


def test_a_value_printed_on_a_condition_is_escaped() -> None:
    page = templates("ja").from_string(
        """{{ value if value }}{{ " chosen" if value }}{{ "nothing" if not value }}{{ value }}"""
    )
    assert page.render(value="<b>") == "&lt;b&gt; chosen&lt;b&gt;"


def test_a_sentence_on_what_follows_has_its_mark_if_it_is_assumed() -> None:
    source = '{% from "parts/following.html" import following %}{{ following([section]) }}'
    lines = (("返してください。", False), ("また申請できます。", True))
    page = templates("ja").from_string(source).render(section={"title": "これからすること", "lines": lines})
    assert "<li>返してください。</li>" in page
    assert '<li>また申請できます。 <span class="assumed">' in page
