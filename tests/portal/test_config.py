"""Settings: sources, and all faults reported at once, each with the variable's name."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config import TREE, Settings, load_settings
from portal.config.fault_words import fault_words, words_of
from portal.errors import BadSetting

GOOD = {
    "env": "production",
    "public_url": "https://city.example/",
    "city": Path("/srv/city"),
    "das_issuer": "https://card.example/realms/main",
    "das_client_id": "RP1",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KAKANAI_") or name == "PORT":
            monkeypatch.delenv(name)


def faults(**given: object) -> tuple[str, ...]:
    """The sentences of a refusal; () if the settings are valid."""
    try:
        load_settings(**given)
    except BadSetting as bad:
        return bad.sentences
    return ()


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_DRAFT_DAYS", "7")
    settings = load_settings()
    assert (settings.env, settings.draft_days) == ("test", 7)


def test_port_is_understood_where_no_own_variable_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert load_settings(env="test").port == 9000
    monkeypatch.setenv("KAKANAI_PORT", "9001")
    assert load_settings(env="test").port == 9001
    assert load_settings(env="test", port=9002).port == 9002


def test_a_fault_names_the_variable_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "web")
    assert faults(env="test")[0].startswith("PORT='web': ")
    monkeypatch.setenv("KAKANAI_PORT", "70000")
    assert faults(env="test")[0].startswith("KAKANAI_PORT='70000': ")


def test_all_faults_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_THREADS", "2")  # staff have two
    monkeypatch.setenv("KAKANAI_ZONE", "moon")
    sentences = faults(env="test")
    assert len(sentences) == 2
    assert any(sentence.startswith("KAKANAI_THREADS='2'") for sentence in sentences)
    assert any(sentence.startswith("KAKANAI_ZONE='moon'") for sentence in sentences)


def test_a_variable_that_is_no_setting_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_DRAFTDAYS", "7")
    assert faults(env="test") == ("KAKANAI_DRAFTDAYS is not a setting of this service; see docs/settings.md.",)


def test_the_clock_needs_its_offset() -> None:
    assert faults(env="test", now="2026-11-20T10:00:00") == (
        "KAKANAI_NOW needs an offset, for example 2026-11-20T10:00:00+09:00.",
    )
    assert faults(env="test", now="2026-11-20T10:00:00+09:00") == ()


def test_the_internet_side_never_has_a_register() -> None:
    sentences = faults(env="test", zone="outer", resident_register="people")
    assert "never reaches the register" in sentences[0]


def test_a_production_that_is_whole_starts() -> None:
    assert faults(**GOOD) == ()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"now": "2026-11-20T10:00:00+09:00"}, "KAKANAI_NOW"),
        ({"mock_port": 9000}, "KAKANAI_MOCK_PORT"),
        ({"public_url": ""}, "KAKANAI_PUBLIC_URL"),
        ({"public_url": "http://city.example"}, "KAKANAI_PUBLIC_URL"),
        ({"public_url": "https://"}, "KAKANAI_PUBLIC_URL"),
        ({"public_url": "https://["}, "KAKANAI_PUBLIC_URL"),
        ({"city": Settings.model_fields["city"].default}, "KAKANAI_CITY"),
        ({"das_issuer": "http://card.example"}, "KAKANAI_DAS_ISSUER"),
        ({"das_issuer": "https://sb-auth-and-sign.example"}, "KAKANAI_DAS_ISSUER"),
        ({"das_issuer": "https://127.0.0.1/realms/main"}, "KAKANAI_DAS_ISSUER"),
        ({"das_client_id": ""}, "KAKANAI_DAS_CLIENT_ID"),
    ],
)
def test_production_refuses_what_is_for_practice(change: dict[str, object], variable: str) -> None:
    sentences = faults(**{**GOOD, **change})
    assert len(sentences) == 1
    assert sentences[0].startswith(variable)


def test_who_needs_no_card_provider_is_not_asked_for_one() -> None:
    bare = {**GOOD, "das_issuer": "", "das_client_id": ""}
    assert faults(**bare, zone="inner") == ()
    assert faults(**bare, identity="none") == ()
    assert len(faults(**bare)) == 2


def test_addresses_follow_from_host_and_port() -> None:
    settings = load_settings(env="test", port=8100)
    assert (settings.base_url, settings.mock_base_url) == ("http://127.0.0.1:8100", "http://127.0.0.1:8101")
    assert (settings.host_name, settings.secure) == ("127.0.0.1", False)
    assert load_settings(env="test", mock_port=8200).mock_base_url == "http://127.0.0.1:8200"


def test_an_outcome_can_be_undone_in_production_and_in_the_demo() -> None:
    assert [load_settings(**GOOD).undo, load_settings(env="demo").undo, load_settings(env="test").undo] == [10, 1, 0]
    assert load_settings(env="demo", undo_minutes=0).undo == 0


def test_the_public_address_goes_before() -> None:
    settings = load_settings(**GOOD)
    assert (settings.base_url, settings.host_name, settings.secure) == ("https://city.example", "city.example", True)


def test_the_database_is_a_file_in_the_data_folder_unless_set_otherwise() -> None:
    assert load_settings(env="test", data="/srv/data").database == "sqlite:////srv/data/kakanai.sqlite"
    assert load_settings(env="test", database_url="postgresql://host/name").database == "postgresql://host/name"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("zone", "moon", "single、outer、inner のどれかを書いてください。"), ("mock_port", "web", "整数を書いてください。"),
        ("mock_port", "-1", "0 以上にしてください。"), ("mock_port", "70000", "65535 以下にしてください。"),
        ("now", "noon", "日時を書いてください（例：2026-11-20T10:00:00+09:00）。"),
        ("lines_file", "x", "その値は使えません。"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused_in_japanese_too(name: str, value: str, reason: str) -> None:
    with pytest.raises(BadSetting) as refused:
        load_settings(**{"env": "test", name: value})
    assert refused.value.words == (f"KAKANAI_{name.upper()}={value!r}：{reason}",)
    assert len(refused.value.sentences) == 1


def sentences_of_faults() -> Iterator[str]:
    """As they are written in place, with a word for each value."""
    for file in sorted((TREE / "portal" / "config").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr) and file.name != "fault_words.py":
                parts = node.values if isinstance(node, ast.JoinedStr) else [node]
                text = "".join(_part(part) for part in parts)
                if text.startswith(("KAKANAI_", "/srv/aoba.env")) and text.endswith("."):
                    yield text


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    named = ast.unparse(part)
    return {"{variable}": "KAKANAI_X", "{name}": "KAKANAI_X", "{file}": "/srv/aoba.env"}.get(named.strip("f'\""), "X")


def test_each_contradiction_of_settings_has_words_that_say_what_it_is() -> None:
    known = {sentence: fault_words(sentence) for sentence in sentences_of_faults()}
    assert len(known) > 70
    assert [sentence for sentence, words in known.items() if "使えない設定" in words or "英語の行" in words] == []
    assert [words for words in known.values() if "{" in words or words.startswith("、")] == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("KAKANAI_COLOUR is not a setting of this service; see docs/settings.md.", "KAKANAI_COLOUR という設定はありません。名前を確かめてください。"),
        ("KAKANAI_LAPTOP is for zone single: KAKANAI_X is another.", "KAKANAI_LAPTOP は、区域を分けない設置（single）だけの設定です。"),
        ("KAKANAI_MAIL=smtp needs KAKANAI_MAIL_HOST.", "KAKANAI_MAIL=smtp には、KAKANAI_MAIL_HOST も書いてください。"),
        ("/etc/kakanai/a b.env:3: KAKANAI_PORT is there twice: line 2.", "KAKANAI_PORT が2回書いてあります。"),
        ("/etc/kakanai/b.env:3: KAKANAI_PORT is there twice: line 2.", "/etc/kakanai/b.env:3：KAKANAI_PORT が2回書いてあります。"),
        (
            "KAKANAI_DATABASE_URL: aoba, kita have the same; no city may reach what is another's.",
            "KAKANAI_DATABASE_URL が、aoba, kita で同じです。市町村ごとに分けてください。",
        ),
        ("The code in city.yaml: aoba, kita have the same; no city may reach it.", "aoba, kita の city.yaml のコードが同じです。市町村ごとに分けてください。"),
        ("KAKANAI_X=/srv/x: strange.", "使えない設定があります：KAKANAI_X。"), ("Strange.", "下の英語の行にあるところを、直してください。"),
    ],
)  # fmt: skip
def test_the_words_of_a_fault_name_its_setting_and_its_place(sentence: str, words: str) -> None:
    assert fault_words(sentence) == words
    assert words_of(BadSetting(sentence)) == [words]
    assert words_of(BadSetting(sentence, words=["自分のことば。"])) == ("自分のことば。",)
