"""Invented packages in our layout; reproducible by seed."""

import hashlib
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from forms.answers import Answers
from forms.fields.file import SAMPLES
from integrations.imports.mapping import FileMapping
from integrations.imports.xml_reader import looks_like_xml
from integrations.sockets.import_socket import Header

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_ALONE = (2, 8)
_ODD_NAMES = ("髙𠮷﨑", "辻󠄂", "塚神", "〜−‖", "齊藤ー")
# A minimal PDF: one empty page.
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000053 00000 n \n0000000102 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
# (mapping, number) → valid answers to its procedure.
Answering = Callable[[FileMapping, int], Answers]


@dataclass(frozen=True)
class Sample:
    name: str
    content: bytes
    sort: str  # good, odd or broken


@dataclass(frozen=True)
class Made:
    header: Header
    fields: Mapping[str, str]
    files: tuple[tuple[str, str, bytes], ...] = ()  # name, field, content


def samples(
    mappings: Sequence[FileMapping], count: int, seed: int, until: datetime, answers: Answering
) -> Iterator[Sample]:  # fmt: skip
    """Of ten, seven are good, two odd, one broken; two good ones are plain XML."""
    source = random.Random(seed)
    for place in range(1, count + 1):
        sort = "broken" if place % 10 == 0 else "odd" if place % 10 in (4, 7) else "good"
        mapping = mappings[source.randrange(len(mappings))]
        arrived = until - timedelta(seconds=source.randrange(20 * 86_400))
        header = Header(
            f"GS{seed:04}{place:07}", mapping.form, "1", arrived, True, str(10_000_000 + source.randrange(90_000_000))
        )
        fields = mapping.write(answers(mapping, source.randrange(1_000_000)))
        made = Made(header, fields, _files(mapping, source))
        content = packed(made)
        if place % 10 in _ALONE:
            content = as_xml(replace(made, files=()))
        if sort == "odd":
            content = _odd(made, source)
        if sort == "broken":
            content = _broken(made, content, source)
        ending = "xml" if looks_like_xml(content) else "zip"
        yield Sample(f"{header.receipt_number}.{ending}", content, sort)


def signed_sample(
    mapping: FileMapping, number: int, at: datetime, answers: Answering, sign: Callable[[bytes], bytes]
) -> Sample:  # fmt: skip
    # `number`: of up to 11 digits. `sign`: detached CMS. Its package names it, as one of マイナポータル may.
    header = Header(f"GSS{number:011}", mapping.form, "1", at, True, "10000000")
    document = as_xml(Made(header, mapping.write(answers(mapping, number))))
    document = document.replace(b"</header>", b'</header><signature file="package.p7s"/>', 1)
    block = BytesIO()
    with zipfile.ZipFile(block, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "package.xml", document)
        _put(archive, "package.p7s", sign(document))
    return Sample(f"{header.receipt_number}-signed.zip", block.getvalue(), "signed")


def _files(mapping: FileMapping, source: random.Random) -> tuple[tuple[str, str, bytes], ...]:
    file_maps = mapping.definition.files
    if not file_maps or source.random() < 0.5:
        return ()
    return (("files/1.pdf", file_maps[0].from_, PAGE),)


def packed(made: Made) -> bytes:
    """Reproducible."""
    block = BytesIO()
    with zipfile.ZipFile(block, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "package.xml", as_xml(made))
        for name, _, content in made.files:
            _put(archive, name, content)
    return block.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def as_xml(made: Made, encoding: str = "UTF-8") -> bytes:
    header = made.header
    arrived = header.arrived_at.isoformat(timespec="seconds") if header.arrived_at else ""
    lines = [
        f'<?xml version="1.0" encoding="{encoding}"?>',
        f'<package synthetic="{"true" if header.synthetic else "false"}">',
        "<header>",
        f"<receipt-number>{escape(header.receipt_number)}</receipt-number>",
        f"<form>{escape(header.form)}</form>",
        f"<form-version>{escape(header.version)}</form-version>",
        f"<arrived-at>{escape(arrived)}</arrived-at>",
        f"<serial>{escape(header.serial)}</serial>",
        "</header>",
        "<fields>",
        *_field_lines(made.fields),
        "</fields>",
        "<files>",
        *(
            f"<file name={quoteattr(name)} for={quoteattr(of)} sha256={quoteattr(hashlib.sha256(content).hexdigest())}/>"
            for name, of, content in made.files
        ),
        "</files>",
        "</package>",
        "",
    ]
    return "\n".join(lines).encode(encoding, errors="xmlcharrefreplace")


def _field_lines(fields: Mapping[str, str]) -> Iterator[str]:
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for name, text in fields.items():
        group, number, own = _in_row(name)
        if number:
            rows.setdefault(group, {}).setdefault(number, {})[own] = text
        else:
            yield _field(name, text)
    for group, numbered in rows.items():
        yield f"<rows name={quoteattr(group)}>"
        for number in sorted(numbered, key=int):
            yield "<row>" + "".join(_field(own, text) for own, text in numbered[number].items()) + "</row>"
        yield "</rows>"


def _in_row(name: str) -> tuple[str, str, str]:
    parts = name.split(".", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and parts[1].isdigit() else ("", "", name)


def _field(name: str, text: str) -> str:
    return f"<field name={quoteattr(name)}>{escape(text)}</field>"


def _odd(made: Made, source: random.Random) -> bytes:
    fields, header = dict(made.fields), made.header
    names = [name for name in fields if name.endswith("_姓")]
    match source.randrange(6):
        case 0 if names:
            fields[names[0]] = source.choice(_ODD_NAMES)
        case 1:
            del fields[source.choice(list(fields))]
        case 2:
            fields["うら面の自由記述"] = "ここは、どの質問にもあたりません。"
        case 3:
            days = [name for name, text in fields.items() if len(text) == 8 and text.isdigit()]
            fields |= dict.fromkeys(days[:1], "99999999")
        case 4:
            return as_xml(replace(made, fields=fields, files=()), "Shift_JIS")
        case _:
            return packed(replace(made, header=replace(header, version="9")))
    return packed(replace(made, fields=fields))


def _broken(made: Made, content: bytes, source: random.Random) -> bytes:
    document = as_xml(made)
    match source.randrange(7):
        case 0:
            return content[: len(content) // 2]
        case 1:
            return document.replace(b"<package ", b'<!DOCTYPE package [<!ENTITY a "aaaa">]><package ', 1)
        case 2:
            return document[: document.index(b"</fields>")]
        case 3:
            return packed(replace(made, header=replace(made.header, receipt_number="")))
        case 4:
            return packed(replace(made, header=replace(made.header, form="KKN-UNKNOWN")))
        case 5:
            return content.replace(b"package.xml", b"../kage.xml")
        case _:
            return packed(replace(made, header=replace(made.header, arrived_at=None)))


def without_files(answers: Answers) -> Answers:
    names = {file.id for file in SAMPLES}
    return {
        key: value
        for key, value in answers.items()
        if not (isinstance(value, list) and value and isinstance(value[0], dict) and value[0].get("id") in names)
    }
