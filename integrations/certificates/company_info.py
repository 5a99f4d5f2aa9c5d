"""ASN.1 of registeredCorporationInfo."""

from typing import ClassVar

from asn1crypto import core, x509


def _text(tag: int) -> tuple[str, type, dict[str, object]]:
    return f"text_{tag}", x509.DirectoryString, {"explicit": tag, "optional": True}


class CompanyInfo(core.Sequence):  # type: ignore[misc]
    # What 5 is, no public source says; it is not read.
    _fields: ClassVar[list[tuple[str, type, dict[str, object]]]] = [_text(tag) for tag in range(7)]
