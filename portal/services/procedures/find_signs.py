"""Guides, things done elsewhere, and questions of the FAQ."""

import re
from collections.abc import Sequence

from portal.services.procedures.search_index import SearchIndex, Sign
from portal.services.shared.fold_words import loose, slips, spoken

_SHORTEST = 3  # letters of a part that is searched for in longer words
_MOST = 2
_MOST_QUESTIONS = 3
_FOREIGN = re.compile("[a-z]{6,}|[\u0900-\u097f]{4,}|[가-힣]{3,}")
_KANJI = re.compile("[一-龯々]")
_ANOTHER = 2  # kanji of another subject
_KANA = re.compile("[ぁ-ゖー]+")
_SPELLED = re.compile("[a-z]{6,}|[\u0900-\u097f]{6,}")  # by letters, and long enough for a typing error to be seen


def find_guides(index: SearchIndex, words: Sequence[str]) -> tuple[str, ...]:
    """Every typed word is or contains one of their words, or all together are one. First what the words begin with:
    仕事がなくなった speaks of work."""
    asked = "".join(words)
    speaking = _speaking(index, words, asked)
    if not speaking and (subjects := [word for word in words if not index.common(word)]) != words and subjects:
        speaking = _speaking(index, subjects, asked)
    if not speaking and _SPELLED.fullmatch(asked):
        speaking = [sign.id for sign in index.guides if any(_is_slip(asked, plain) for plain in sign.words)]
    begun = {sign.id: _begun(sign, asked) for sign in index.guides}
    speaking.sort(key=lambda guide: -begun[guide])
    return tuple(speaking[:_MOST])


def _begun(sign: Sign, asked: str) -> int:
    # How many letters of what was typed are a word of it.
    return max((len(word) for word in sign.words if len(word) > 1 and asked.startswith(word)), default=0)


def _speaking(index: SearchIndex, words: Sequence[str], asked: str) -> list[str]:
    return [sign.id for sign in index.guides if _matches_all(index, sign, words, asked)]


def _matches_all(index: SearchIndex, sign: Sign, words: Sequence[str], asked: str) -> bool:
    return asked in sign.words or all(
        (_speaks(sign, word) and not _speaks_of_more(index, sign, word)) or _speaks(sign, spoken(word))
        for word in words
    )


def _speaks_of_more(index: SearchIndex, sign: Sign, word: str) -> bool:
    # 引っ越しで水道を止める speaks of water too. 海外から引っ越した is two events, and nothing more.
    if word in sign.words:
        return False
    for plain in (*sign.words, *index.words_of_guides, *index.idle):
        word = word.replace(plain, " ")
    return len(_KANJI.findall(word)) >= _ANOTHER or any(map(index.subject_in, word.split()))


def find_elsewhere(index: SearchIndex, words: Sequence[str]) -> tuple[str, ...]:
    """A typed word is or contains it, or all typed words together are it."""
    together = "".join(words)
    asked = [(word, loose(word)) for word in dict.fromkeys((*words, *map(spoken, words), together)) if word]
    return tuple(
        sign.id
        for sign in index.elsewhere
        if _begins(index, sign, words, together) or any(_holds(sign, word, soft) for word, soft in asked)
    )[:_MOST]


def all_about(index: SearchIndex, elsewhere: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Those that every typed word speaks of: バイクの廃車 is done here."""
    asked = "".join(words)
    return tuple(
        sign.id
        for sign in index.elsewhere
        if sign.id in elsewhere
        and (_matches_all(index, sign, words, asked) or (len(words) > 1 and _begins(index, sign, words, asked)))
    )


def _begins(index: SearchIndex, sign: Sign, words: Sequence[str], asked: str) -> bool:
    # Titles of other languages name their subjects one after the other: falta de luz, gás, telefone.
    whole = _FOREIGN.fullmatch(asked) and not all(map(index.common, words))
    return bool(whole) and any(plain.startswith(asked) for plain in sign.words)


def find_questions(index: SearchIndex, words: Sequence[str]) -> tuple[str, ...]:
    # Every typed word, or one of the same meaning, is in their texts; first those that ask for it themselves.
    asked = [[same for same in _meanings(index, word) if same] for word in words]
    matches = [sign for sign in index.faq if all(any(word in sign.joined for word in same) for same in asked)]
    matches.sort(key=lambda sign: not all(same[0] in sign.words[0] for same in asked))
    return tuple(sign.id for sign in matches)[:_MOST_QUESTIONS]


def _meanings(index: SearchIndex, word: str) -> list[str]:
    groups = sorted(index.groups_of.get(word, ()))
    return [word, spoken(word), *(plain for number in groups for _, plain in index.groups[number])]


def _is_slip(asked: str, plain: str) -> bool:
    return abs(len(asked) - len(plain)) < 2 and slips(asked, plain, 1) == 1


def _speaks(sign: Sign, word: str) -> bool:
    return bool(word) and _holds(sign, word, loose(word))


def _holds(sign: Sign, word: str, soft: str) -> bool:
    if word in sign.words or soft in sign.loose:
        return True
    # Nearly no sign has a word in it, which is asked first, without a step of Python for each.
    return any(map(word.__contains__, sign.words)) and any(
        plain in word and (len(plain) >= _SHORTEST or _is_its_subject(plain, word)) for plain in sign.words
    )


def _is_its_subject(plain: str, word: str) -> bool:
    # 介護のこと, 親の介護.
    if len(plain) < 2:
        return False
    return word.endswith(f"の{plain}") or bool(word.startswith(plain) and _KANA.fullmatch(word[len(plain) :]))
