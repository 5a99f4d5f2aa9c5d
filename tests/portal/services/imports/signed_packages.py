"""Packages of the fictional applicant that a card or a company signed."""

import zipfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from integrations.certificates.fake import FakeRevocation
from integrations.certificates.mock.authority import Authorities, key_for
from integrations.certificates.mock.certificate import CardCertificate, encoded, names_of
from integrations.certificates.mock.holder import Holder
from integrations.certificates.signed_files import PackageFilesJudge
from integrations.certificates.verifier import JpkiVerifier
from integrations.sockets.certificate_sockets import Kind
from portal.services.cases.cases import Case
from portal.services.imports.judge_package import judge_package, keep_judged, open_package
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.integrations.certificates.company import Register
from tests.integrations.certificates.signed import Pair, cms
from tests.portal.importing import ARRIVED, bring, package
from tests.portal.services.desk.at_work import acting, case_of
from tests.portal.world import DUTY, add_member

# 髙 would be a substitute character on a card.
TARO = Holder("taro", "見本　太郎", "見本県見本市見本町一丁目２番３号", date(1949, 4, 3), "1")


class World:
    def __init__(self) -> None:
        self.authorities, self.register, self.revocation = Authorities(ARRIVED), Register(ARRIVED), FakeRevocation()

    def card(self, holder: Holder = TARO, kind: Kind = "sign") -> Pair:
        key = key_for("2023")
        made = CardCertificate(
            self.authorities.of(kind, "2023"), key.public_key(), ARRIVED - timedelta(days=30), ARRIVED + timedelta(days=30),
            other_names=encoded(names_of(holder)),
        )  # fmt: skip
        return Pair(key, made.issue())

    @property
    def judge(self) -> PackageFilesJudge:
        return PackageFilesJudge(JpkiVerifier(self.authorities.trust(), self.revocation), self.register.plug())


@dataclass
class Brought:
    site: Installation
    member: Member
    number: str

    @property
    def case(self) -> Case:
        return case_of(self.site, self.member, self.number)

    def judge(self) -> None:
        with acting(self.site, self.member, self.number) as (unit, case):
            opened = open_package(self.site, unit, self.member, case)
        judged = judge_package(self.site, opened)
        with acting(self.site, self.member, self.number) as (unit, case):
            keep_judged(self.site, unit, self.member, case, opened, judged)


def data_file() -> bytes:
    with zipfile.ZipFile(BytesIO(package(answers={"name": {"family": "見本", "given": "太郎"}}))) as archive:
        return archive.read("package.xml")


def signed_package(folder: Path, pair: Pair | None, *, signature: bytes | None = None, name: str = "sig.p7s") -> bytes:
    """With the signature of `pair` over the data file, beside an unsigned paper."""
    data = data_file()
    if pair is not None or signature is not None:
        data = data.replace(b"</header>", f'</header><signature file="{name}"/>'.encode())
    block = BytesIO()
    with zipfile.ZipFile(block, "w") as archive:
        archive.writestr("package.xml", data)
        archive.writestr("委任状.txt", b"paper")
        if signature is not None:
            archive.writestr(name, signature)
        elif pair is not None:
            archive.writestr(name, cms(folder, pair, data))
    return block.getvalue()


def brought(installation: Installation, world: World, content: bytes) -> Brought:
    site = replace(installation, files_judge=world.judge)
    (row,) = bring(site, content)
    with site.database.read() as unit:
        application = applications.by_id(unit, row.application_id or 0)
        assert application, row
    return Brought(site, add_member(site, "tanto", ("reviewer", DUTY)), application.receipt_number)
