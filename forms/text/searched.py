"""Whether a text has all words looked for."""

import unicodedata

import jaconv

from forms.text.japanese import bare


def folded(text: str) -> str:
    """Without width, case, kind of kana, spaces and hyphens."""
    return str(jaconv.kata2hira(bare(unicodedata.normalize("NFKC", text)))).casefold()


def has_words(typed: str, *texts: str) -> bool:
    within = "\n".join(map(folded, texts))
    return all(folded(word) in within for word in typed.split())
