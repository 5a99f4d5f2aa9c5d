"""The language of a browser, for people who have not chosen one."""

from functools import lru_cache

_LONG = 200  # characters of the header that are read
_MEANS = {"zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant", "zh": "zh-Hans", "tl": "fil", "in": "id"}  # fmt: skip


def preferred_language(header: str, offered: tuple[str, ...]) -> str:
    """Of Accept-Language (RFC 9110, 12.5.4); "" if it names none that is offered."""
    return of_header(header[:_LONG], offered)  # cut before it is kept


@lru_cache(maxsize=256)
def of_header(header: str, offered: tuple[str, ...]) -> str:
    wanted = sorted(map(_weighed, header.split(",")), key=lambda entry: -entry[0])
    return next((match for weight, tag in wanted if weight > 0 and (match := _match(tag, offered))), "")


def _weighed(entry: str) -> tuple[float, str]:
    tag, _, weight = entry.replace(" ", "").lower().partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag
    except ValueError:
        return 0.0, tag


def _match(tag: str, offered: tuple[str, ...]) -> str:
    # The longest part of the tag that means a language, as zh-TW or pt-BR.
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        part = "-".join(parts[:length])
        meant = _MEANS.get(part, part)
        if meant in offered:
            return meant
    return ""
