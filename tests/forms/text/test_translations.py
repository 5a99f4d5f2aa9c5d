import re
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.text.speech import Speech
from forms.text.translations import (
    IN_JAPANESE,
    LANGUAGES,
    SHIPPED,
    CityTexts,
    Entry,
    as_written,
    filled,
    kept_for_city,
    own_in,
    put_own,
    read_entries,
    speaking,
    translate,
    translations,
)

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n'


def catalogue(folder: Path, *entries: str) -> dict[str, str]:
    (folder / "en.po").write_text("\n".join((HEAD, *entries)), "utf-8")
    return dict(translations("en", folder).texts)


def entry(japanese: str, translation: str, marks: str = "") -> str:
    return f'{marks}msgid "{japanese}"\nmsgstr "{translation}"\n'


def test_a_text_is_found_by_its_japanese_and_only_as_it_is_now(tmp_path: Path) -> None:
    texts = catalogue(tmp_path, entry("次へ進む", "Next"), entry("まだ訳がない", ""))
    assert texts == {"次へ進む": "Next"}


def test_translators_tools_may_wrap_lines_and_write_comments(tmp_path: Path) -> None:
    wrapped = '# for a button\n#: page:apply.next\n#, fuzzy\nmsgid ""\n"長い\\n"\n"文"\nmsgstr ""\n"a \\"long\\"\\t"\n"text\\\\"\n'
    assert catalogue(tmp_path, wrapped, '#~ msgid "昔"\n#~ msgstr "old"\n') == {"長い\n文": 'a "long"\ttext\\'}


def test_a_translation_with_other_placeholders_is_never_shown(tmp_path: Path) -> None:
    texts = catalogue(
        tmp_path, entry("{count}人", "{number} people"), entry("{a}と{b}", "{b}, {a}"), entry("名前", "{name}")
    )
    assert texts == {"{a}と{b}": "{b}, {a}"}


MAIL = "受付番号 {{ receipt }} です"


@pytest.mark.parametrize(
    ("japanese", "translation"),
    [
        (MAIL, """{{ cycler.__init__.__globals__.os.popen('id').read() ~ "{ receipt }" }}"""), (MAIL, "{ receipt }"),
        (MAIL, "{receipt}"), (MAIL, "{{receipt}}"), (MAIL, "{{ receipt }} {{ open"), (MAIL, "{{ receipt }} }}"),
        (MAIL, "{{ receipt }} {% if a %}"), (MAIL, "{{ receipt }} {# a #}"), (MAIL, "{{ receipt }}{{ receipt }}"),
        (MAIL, "{{{ receipt }}}"), (MAIL, "{{ receipt|upper }}"), ("読む", "text {{ open"), ("読む", "}}"), ("読む", "{0}"),
        ("読む", "a } b"), ("読む", "{"), ("読む", "{{ a }}"), ("{office}へ", "{office.__class__:{office}}"),
        ("{office}へ", "{office!r}"), ("{office}へ", "{office:>9}"), ("{office}へ", "{office[0]}"), ("{office}へ", "{0}"),
        ("{office}へ", "{{office}}"), ("{office}へ", "{office} {office}"), ("{a}と{a}", "{a}"), ("{office}へ", "{office} {"),
        ("{{x}}", "}{x}{"),
    ],
)  # fmt: skip
def test_braces_are_those_of_the_japanese_and_nothing_else(japanese: str, translation: str) -> None:
    assert not Entry(japanese, translation).fits
    assert not Entry(japanese, f"a\n{translation}").fits


@pytest.mark.parametrize(
    ("japanese", "translation"),
    [
        (MAIL, "Number: {{ receipt }}"), ("{a}と{b}と{a}", "{b}, {a}, {a}"), ("月{city.fee}", "{city.fee} a month"),
        ("{day:%m}", "{day:%m}"), ("% と #", "# %"),
    ],
)  # fmt: skip
def test_a_translation_orders_its_placeholders_as_it_likes(japanese: str, translation: str) -> None:
    assert Entry(japanese, translation).fits


def test_what_a_tool_took_from_an_earlier_text_waits_for_a_person(tmp_path: Path) -> None:
    guess = entry("10枚まで", "Up to 5 sheets", '#, fuzzy\n#| msgid "5枚まで"\n')
    assert catalogue(tmp_path, guess) == {}


def test_it_is_made_by_a_machine_until_the_last_flag_is_gone(tmp_path: Path) -> None:
    (tmp_path / "vi.po").write_text(entry("は", "x") + entry("に", "y", "#, fuzzy\n"), "utf-8")
    (tmp_path / "pt.po").write_text(entry("は", "x", "# not fuzzy\n"), "utf-8")
    (tmp_path / "es.po").write_text(entry("は", "x", "#, python-brace-format, fuzzy\n"), "utf-8")
    assert translations("es", tmp_path).machine_made
    assert translations("vi", tmp_path).machine_made
    assert not translations("pt", tmp_path).machine_made


@pytest.fixture
def own() -> Iterator[None]:
    yield
    put_own({})


@pytest.mark.usefixtures("own")
def test_what_the_city_wrote_goes_before_the_file_and_fits_as_well(tmp_path: Path) -> None:
    marked = (entry("は", "x", "#, fuzzy\n"), entry("{a}に", "{a} y", "#, fuzzy\n"))
    catalogue(tmp_path, *marked)
    put_own({"en": [Entry("は", "X"), Entry("{a}に", "Y"), Entry("市の文", "of the city", machine_made=True)]})
    known = translations("en", tmp_path)
    assert known.texts == {"は": "X", "市の文": "of the city"}
    assert known.unsigned == {"市の文"}
    put_own({})
    of_file = translations("en", tmp_path)
    assert of_file.texts == {"は": "x", "{a}に": "{a} y"}
    assert of_file.unsigned == of_file.texts.keys()
    put_own({"en": [Entry("は", "X"), Entry("文", "text")]})
    assert translations("en", tmp_path).unsigned == {"{a}に"}


@kept_for_city
def greeting(language: str) -> str:
    return translate(language, "やあ")


@pytest.mark.usefixtures("own")
def test_who_still_reads_what_was_before_leaves_it_to_nobody_who_comes_later() -> None:
    put_own({"en": [Entry("やあ", "Hello")]})
    late = copy_context()
    put_own({"en": [Entry("やあ", "Hi")]})
    assert late.run(greeting, "en") == "Hello"
    assert (greeting("en"), late.run(greeting, "en")) == ("Hi", "Hello")


@pytest.mark.usefixtures("own")
def test_only_the_language_that_the_city_wrote_in_is_made_again() -> None:
    put_own({"en": [Entry("やあ", "Hello")], "ko": [Entry("やあ", "안녕")]})
    korean, english = own_in("ko"), own_in("en")
    put_own({"en": [Entry("やあ", "Hi")], "ko": [Entry("やあ", "안녕")]})
    assert own_in("ko") is korean
    assert own_in("en") is not english
    assert own_in("vi") is SHIPPED
    with speaking(CityTexts({"en": english})):
        assert greeting("en") == "Hello"
    assert greeting("en") == "Hi"


@pytest.mark.parametrize(
    "wrong", ['msgctxt "a"\nmsgid "b"\nmsgstr "c"\n', 'msgid "a"\nmsgid_plural "b"\n', 'msgid "a\nmsgstr "b"\n', "msgid 'a'\n"]
)  # fmt: skip
def test_what_we_do_not_write_is_refused_with_its_line(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Refused, match=r"en\.po:7:1: .*whole lines \[translations\.unreadable\]"):
        catalogue(tmp_path, entry("は", "x"), wrong)


def test_a_file_of_a_windows_tool_is_read_as_any_other() -> None:
    text = HEAD + entry("は", "x", "#, fuzzy\n") + 'msgid ""\n"長い\\n"\n"文"\nmsgstr "long"\n'
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert list(read_entries(windows, "en.po")) == list(read_entries(text, "en.po"))


def test_japanese_needs_no_catalogue_and_an_unknown_language_is_a_bug() -> None:
    assert translate("ja", "氏名") == translate("easy", "氏名") == "氏名"
    with pytest.raises(KeyError):
        translations("tlh")
    assert IN_JAPANESE.keys() == {"ja", *LANGUAGES}


def test_a_day_that_was_filled_in_is_written_as_the_readers_of_the_translation_do() -> None:
    label = "18歳になる年度の終わりまでの子ども（{born_since.18}からあとに生まれた子）がいますか"
    for day in ("2008年4月2日", "平成20年（2008年）4月2日"):
        asked = translate("vi", filled(label, {"born_since.18": day}))
        assert "ngày 2 tháng 4 năm 2008" in asked
        assert not {"月", "平", "（"} & set(asked)


def test_easy_japanese_has_western_years_alone() -> None:
    own = {"title": filled("{born_since.18}から（{x}）", {"born_since.18": "令和元年（2019年）5月1日", "x": "見本"})}
    assert Speech("easy", {}, own).text("title", "題") == "2019年5月1日から（見本）"
    assert Speech("ja", {}, own).text("title", "題") == "令和元年（2019年）5月1日から（見本）"


def test_a_price_of_this_city_is_in_the_readers_yen() -> None:
    price = filled("{city.price_small}", {"city.price_small": "1,200円"})
    assert [translate(language, price) for language in ("vi", "zh-Hans", "ja")] == ["1,200 yên", "1,200日元", "1,200円"]


def test_a_text_of_this_city_is_translated_as_it_was_written_and_filled_again() -> None:
    known = next(text for text in translations("en").texts if "{" in text)
    name = known.partition("{")[2].partition("}")[0]
    shown = filled(known, {name: "見本"})
    assert shown == known.replace(f"{{{name}}}", "見本")
    english = translate("en", shown)
    assert "見本" in english
    assert english == translate("en", known).replace(f"{{{name}}}", "見本")
    assert translate("ko", filled("無い{x}", {"x": "1"})) == "無い1"
    assert (as_written(shown), as_written("そのまま")) == (known, "そのまま")


def test_the_definitions_own_translation_goes_before_the_catalogue() -> None:
    speech = Speech("en", {}, {"title": "Our own"})
    assert speech.text("title", "次へ進む") == "Our own"
    assert speech.text("summary", "次へ進む") == translate("en", "次へ進む") != "次へ進む"


def test_an_entry_says_who_made_it() -> None:
    (read,) = read_entries(entry("は", "x", "#, fuzzy\n"), "en.po")
    assert (read.japanese, read.translation, read.machine_made, read.guessed, read.fits) == (
        "は",
        "x",
        True,
        False,
        True,
    )


# What a sentence that ends in ません says somewhere in each language. Not those that allow something by a negation.
NEGATION = {
    "en": r"\b(no|none|nobody|not|must|cannot|never|without|nothing|neither|un\w+|only|already|before|after|too|missing|different)\b|n['’]t\b",
    "zh-Hans": "不|没|无|未|非|勿|别", "zh-Hant": "不|沒|無|未|非|勿|別", "ko": "않|없|못|아니|안 |아닙|불가|말아",
    "vi": r"\b(không|chưa|đừng|chỉ|khác|hết)\b", "pt": r"\b(não|nem|sem|nenhum\w*|nada|nunca|só|apenas|já)\b",
    "es": r"\b(no|ni|sin|ningun\w*|ningún|nada|nunca|solo|ya)\b", "ne": "न|बिना",
    "fil": r"\b(hindi|wala\w*|huwag|di)\b", "id": r"\b(tidak|bukan|belum|tanpa|jangan|hanya)\b",
}  # fmt: skip
ALLOWS = re.compile("かまいません|なければなりません|なくなりません|でないと")


@pytest.mark.uncounted
@pytest.mark.parametrize("language", NEGATION)
def test_a_sentence_that_says_no_says_no_in_each_language(language: str) -> None:
    # Some 220 Spanish sentences had lost their first word: 「できません」 read "puede".
    sentences = [
        (japanese, text)
        for japanese, text in translations(language).texts.items()
        if re.search("(でき|あり|なり|い|られ)ません。$", japanese)
        and japanese.count("。") == 1
        and not ALLOWS.search(japanese)
    ]
    assert len(sentences) > 100
    assert [text for _, text in sentences if not re.search(NEGATION[language], text, re.IGNORECASE)] == []
