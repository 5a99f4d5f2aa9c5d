"""registeredCorporationInfo of 商業登記電子証明書."""

# 電子証明書の方式等に関する件 (法務省告示, 付録; changed 官報 令和8年2月27日): extension registeredCorporationInfo, explicit tags.
# The Ministry's certificates of before March 2026 have no key usage, those after have one and lists. Which extensions are
# critical is unconfirmed: these three may be.

import re

from forms.numbers.check_digits import of_corporation
from integrations.certificates.leaf import Leaf, Malformed
from integrations.sockets.certificate_sockets import CompanySubject

ARC = "1.2.392.100300.1.1"
POLICIES, REGISTRAR, CORPORATION = f"{ARC}.1", f"{ARC}.2", f"{ARC}.3"
KNOWN = frozenset({POLICIES, REGISTRAR, CORPORATION, "2.5.29.16"})  # the last: privateKeyUsagePeriod
_NUMBER = re.compile("[0-9]{12}", re.ASCII)


def read_subject(leaf: Leaf) -> CompanySubject:
    """Raises Malformed."""
    from integrations.certificates.company_info import CompanyInfo  # noqa: PLC0415 - ASN.1 takes 4 MB

    values = [
        extension.value.public_bytes()
        for extension in leaf.certificate.extensions
        if extension.oid.dotted_string == CORPORATION
    ]
    if len(values) != 1:
        raise Malformed("no company")
    try:
        info = CompanyInfo.load(values[0], strict=True)
        name, number, address, head, title, office = (info[f"text_{tag}"].native or "" for tag in (0, 1, 2, 3, 4, 6))
    except (ValueError, TypeError, KeyError):
        raise Malformed("the company cannot be read") from None
    if not name or not _NUMBER.fullmatch(number):
        raise Malformed("no name or number of the company")
    # 会社法人等番号 with its check digit is the 法人番号.
    return CompanySubject(name, of_corporation(number) + number, address, head, title, office)
