"""What a PDF or a picture says of whose it is: file names say nothing."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from forms.fields.file import TEXT
from integrations.sockets.interfaces import AdapterError, Remaker, Unusable
from portal.services.files.recognise_file import media_of
from portal.services.shared.fold_names import name_key
from portal.services.shared.receipt_number import printed_in

# More than a list of 1,000 people prints; each is one step of the index.
MOST_NAMES = 6_000
_WORDS, _LONGEST = 6, 24  # of a name: a foreign name has several words; typesetters space out 例 示 一 郎
_WORD = re.compile(
    r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[A-Za-z][A-Za-z'’.-]*"
)
_HONORIFIC = re.compile(r"(?<=.)(?:様|殿|さま|さん)$")
_HONORIFICS = ("様", "殿", "さま", "さん")
_LABELS = ("氏名", "名前", "お名前", "宛名", "あて名", "申請者", "被保険者", "世帯主", "受給者", "届出人", "本人")


@dataclass(frozen=True)
class Printed:
    """`names`: keys of all that may be a person's full name. Never logged."""

    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


NOTHING = Printed()


def read_paper(remaker: Remaker, content: bytes | None) -> Printed:
    """Of a picture the codes alone. Outside a unit."""
    media = media_of(content or b"")
    if content is None or media in ("", TEXT):
        return NOTHING
    try:
        text = remaker.read(content, media)
    except (Unusable, AdapterError):
        return NOTHING
    return Printed(frozenset(printed_in(text)), names_like(text))


def names_like(text: str) -> frozenset[str]:
    """At most MOST_NAMES, from the first page on."""
    names: dict[str, None] = {}
    for line in unicodedata.normalize("NFKC", text).splitlines():
        for name in _of_line(line):
            names.setdefault(name_key(name))
        if len(names) >= MOST_NAMES:
            break
    return frozenset(list(names)[:MOST_NAMES])


def _of_line(line: str) -> Iterator[str]:
    words: list[str] = []
    end = 0
    for match in _WORD.finditer(line):
        # Between a label and a name, or two words of a name: a space, a colon, the dot of a foreign name.
        if words and line[end : match.start()].strip("・· :\u3000"):
            yield from _of_words(words, alone=False)
            words = []
        words.append(match[0])
        end = match.end()
    yield from _of_words(words, alone=len(words) == 1 and words[0] == line.strip())


def _of_words(words: list[str], *, alone: bool) -> Iterator[str]:
    # A single word only where a form has a name: every 佐藤 of the index would match the half of a name.
    for start, word in enumerate(words):
        bare = _HONORIFIC.sub("", word)
        addressed = bare != word or words[start + 1 : start + 2] in ([honorific] for honorific in _HONORIFICS)
        if len(bare) > 2 and (addressed or alone or words[start - 1 : start] in ([label] for label in _LABELS)):
            yield bare
        name = word
        for following in words[start + 1 : start + _WORDS]:
            name += following
            if following in _HONORIFICS or len(name) > _LONGEST:
                break
            yield _HONORIFIC.sub("", name)
