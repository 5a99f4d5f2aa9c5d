"""Without building the definitions."""

from pathlib import Path

from forms.complaints import Refused
from forms.loading.source import read_source
from forms.loading.tree import read_tree


def titles_in(folder: Path) -> frozenset[str]:
    """Without unreadable files."""
    titles = set()
    for path in folder.glob("*.yaml"):
        if "." in path.stem:
            continue  # a translation
        try:
            title = read_tree(read_source(path), str(path)).get("title")
        except Refused:
            continue
        if title is not None:
            titles.add(str(title.value))
    return frozenset(titles)
