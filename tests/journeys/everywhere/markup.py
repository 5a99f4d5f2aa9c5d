"""Whether a page is HTML as its standard has it (4.1.1), and whether its menus are those of the other pages (3.2.3)."""

import re
from collections import Counter

from justhtml import Element, JustHTML

# Attributes that name elements of the page by their id; "for" names one control, "form" one form.
_NAMING = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant")
_LINK = re.compile(r"<(?:a|summary)\b[^>]*>(.*?)</(?:a|summary)>", re.DOTALL)
_MENUS = re.compile(r'<nav class="top-nav"[^>]*>(.*?)</nav>|<ul class="links bottom-links">(.*?)</ul>', re.DOTALL)


def malformed(page: str) -> list[str]:
    document = JustHTML(page, collect_errors=True, sanitize=False)
    elements = [element for element in document.query("*") if isinstance(element, Element)]
    ids = Counter(str(element.attrs["id"]) for element in elements if "id" in element.attrs)
    problems = [str(error) for error in document.errors]
    problems += [f"several elements are #{name}" for name, count in ids.items() if count > 1]
    for element in elements:
        for attribute in _NAMING:
            names = str(element.attrs.get(attribute) or "").split()
            problems += [
                f"{attribute} of <{element.name}> names #{name}, which is not there"
                for name in names
                if name not in ids
            ]
    return problems


def menus(page: str) -> list[str]:
    """The words of the menus at head and foot, in their order."""
    links = [link for match in _MENUS.finditer(page) for link in _LINK.findall(match[1] or match[2])]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|（いまは.*", "", link)).strip() for link in links]
