"""Notices: both languages, only what a postcard may contain."""

import re

import pytest
from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

from forms.city.notices import FACTS
from forms.messages import LANGUAGES
from portal.services.notices import delivery_words
from portal.services.shared.write_notice import BY_CONSENT, FOLDER, USES, use_of
from tests.house.tree import files, text

MESSAGES = sorted({path.name.partition(".")[0] for path in files("templates/mail/*.txt")})
HARD = ("不受理", "却下", "補正", "教示", "標準処理期間", "取下げ", "監護")


def test_there_are_notices() -> None:
    assert {"received", "returned", "decided", "draft_reminder", "verify_mail"} <= set(MESSAGES)


@pytest.mark.parametrize("message", MESSAGES)
def test_a_notice_is_there_in_every_language_and_says_what_it_is_for(message: str) -> None:
    asked = set()
    for language in LANGUAGES:
        source = text(FOLDER / f"{message}.{language}.txt")
        assert re.match(r"\{# use: [a-z]+ #\}\n", source), f"{message}.{language}: its first line says the use"
        asked.add(frozenset(find_undeclared_variables(Environment().parse(source))))
    assert len(asked) == 1, f"{message}: the languages do not say the same"
    assert next(iter(asked)) <= FACTS | {"link"}, f"{message}: it tells more than a postcard may"
    assert use_of(message) in (*USES, *BY_CONSENT, "codes")
    assert message in delivery_words.MESSAGES, f"{message}: the delivery board has no words for it"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", MESSAGES)
def test_a_notice_is_whole_and_readable(message: str, language: str) -> None:
    source = text(FOLDER / f"{message}.{language}.txt")
    written = Environment().from_string(source).render({name: f"<{name}>" for name in (*FACTS, "link")}).strip()
    subject, _, body = written.partition("\n")
    assert 5 < len(subject) < 70, "the preview on a phone shows no more"
    assert len(body.strip()) > 20
    assert "{" not in written
    assert not any(word in written for word in HARD)
    assert not re.search("[半全]角", written)
