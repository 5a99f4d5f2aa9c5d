"""The receipt of a bundle as one PDF that the service signs: its number, and of each part what its own receipt says."""

from collections.abc import Sequence
from typing import Any

from portal.errors import Closed
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.print_form import drawn_number
from portal.services.print_receipt import Follows, receipt_content
from portal.services.receipt_words import RECEIPT_WORDS
from portal.services.typeset import typeset

REASON = "お問い合わせ番号"
_Part = tuple[Case, Sequence[Follows]]


def print_bundle(installation: Installation, number: str, parts: Sequence[_Part], language: str = "ja") -> bytes:
    """Signed. `parts` as they were sent, with their papers. Outside a unit of work: it takes a while. Closed where this service has
    no key to sign with."""
    signer = installation.documents
    if signer is None:
        raise Closed("receipt")
    content = bundle_content(installation, number, parts, language)
    pdf = typeset("receipt", content, parts[0][0].arrived_at).pdf
    return signer.sign(pdf, installation.clock.now(), f"{REASON} {number}", installation.city.name)


def bundle_content(
    installation: Installation, number: str, parts: Sequence[_Part], language: str = "ja"
) -> dict[str, Any]:
    """As `receipt_content` of one, for all: what hangs on a part says of which."""
    said, city = RECEIPT_WORDS[language], installation.city
    contents = [receipt_content(installation, case, papers, language) for case, papers in parts]
    titles = [content["facts"][0][1] for content in contents]
    named = list(zip(titles, contents, strict=True))
    filed = [
        [title, f"{case.row.receipt_number}　{content['facts'][3][1]}　{content['office']['telephone']}"]
        for (title, content), (case, _) in zip(named, parts, strict=True)
    ]
    return contents[0] | {
        "title": said["title"].format(number=number),
        "heading": said["heading.bundle"],
        "foot": said["foot"].format(city=city.name, number=number),
        "receipt": drawn_number(number),
        "facts": [contents[0]["facts"][1], contents[0]["facts"][2], *filed],
        "due": "",
        "next": [f"{title}：{line}" for title, one in named for line in (one["due"], *one["next"]) if line],
        "office": {"name": city.name, "place": "", "telephone": city.telephone},
        "sections": [
            {**section, "title": f"{title}｜{section['title']}"} for title, one in named for section in one["sections"]
        ],
        "papers": [[f"{title}｜{paper}", stands] for title, one in named for paper, stands in one["papers"]],
        "files": [file for one in contents for file in one["files"]],
        "words": contents[0]["words"] | {"number": said["bundle_number"]},
    }
