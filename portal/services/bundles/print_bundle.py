from collections.abc import Sequence
from typing import Any

from portal.errors import Closed, required
from portal.services.cases.cases import Case
from portal.services.cases.receipt_words import receipt_words
from portal.services.filing.print_receipt import BUNDLE_REASON, Follows, receipt_content
from portal.services.paper.print_form import drawn_number
from portal.services.paper.typeset import typeset
from portal.services.shared.needs import Basics, HasDocuments

_Part = tuple[Case, Sequence[Follows]]


def print_bundle(installation: HasDocuments, number: str, parts: Sequence[_Part], language: str = "ja") -> bytes:
    """Outside a unit. Raises Closed without a signing key."""
    signer = required(installation.documents, Closed("receipt"))
    content = bundle_content(installation, number, parts, language)
    pdf = typeset("receipt", content, parts[0][0].arrived_at).pdf
    return signer.sign(pdf, installation.clock.now(), f"{BUNDLE_REASON} {number}", installation.city.name)


def bundle_content(installation: Basics, number: str, parts: Sequence[_Part], language: str = "ja") -> dict[str, Any]:
    words, city = receipt_words(language), installation.city
    contents = [receipt_content(installation, case, papers, language) for case, papers in parts]
    titles = [content["facts"][0][1] for content in contents]
    named = list(zip(titles, contents, strict=True))
    filed = [
        [
            title,
            f"{case.row.receipt_number}　{content['facts'][3][1]}　{words['telephone']} {content['office']['telephone']}",
        ]
        for (title, content), (case, _) in zip(named, parts, strict=True)
    ]
    return contents[0] | {
        "title": words["title"].format(number=number),
        "heading": words["heading.bundle"],
        "foot": words["foot"].format(city=city.name, number=number),
        "receipt": drawn_number(number),
        "facts": [contents[0]["facts"][1], contents[0]["facts"][2], *filed],
        "due": "",
        "next": [f"{title}：{line}" for title, part in named for line in (part["due"], *part["next"]) if line],
        "office": {"name": city.name, "place": "", "telephone": city.telephone},
        "sections": [
            {**section, "title": f"{title}｜{section['title']}"}
            for title, part in named
            for section in part["sections"]
        ],
        "papers": [[f"{title}｜{paper}", state] for title, part in named for paper, state in part["papers"]],
        "files": [file for part in contents for file in part["files"]],
        "words": contents[0]["words"] | {"number": words["bundle_number"]},
    }
