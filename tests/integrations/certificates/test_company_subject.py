"""registeredCorporationInfo in a company's certificate."""

from dataclasses import replace

import pytest

from integrations.certificates.company_subject import read_subject
from integrations.certificates.leaf import Leaf, Malformed, read_leaf
from integrations.certificates.mock.registrar import Company
from tests.integrations.certificates.company import COMPANY, NUMBER, Register
from tests.integrations.certificates.world import der


class Written(Company):
    """`name` in hexadecimal digits is the whole value."""

    def written(self) -> bytes:
        return bytes.fromhex(self.name)


def leaf(register: Register, company: Company) -> Leaf:
    return read_leaf(der(register.issue(company).certificate))


def test_what_it_names_and_the_number_with_its_check_digit() -> None:
    subject = read_subject(leaf(Register(), COMPANY))
    assert (subject.name, subject.number, subject.representative) == (COMPANY.name, NUMBER, "見本　建造")


def test_only_name_and_number_are_needed_and_a_field_that_no_source_describes_is_passed_over() -> None:
    register = Register()
    short = Company("見本", "000000000101", "", "", "", "")
    assert read_subject(leaf(register, short)).address == ""
    fields = short.written()[2:] + bytes.fromhex("a503020107") + bytes.fromhex("a6050c03") + "局".encode()
    subject = read_subject(leaf(register, Written(bytes([0x30, len(fields), *fields]).hex(), "", "", "")))
    assert (subject.number, subject.office) == (NUMBER, "局")


@pytest.mark.parametrize(
    "company",
    [
        replace(COMPANY, number="12345678901"),
        replace(COMPANY, number="1234567890123"),
        replace(COMPANY, name=""),
        Written("0500", "", "", ""),
        Written("3002a000", "", "", ""),
        Written(COMPANY.written().hex() + "00", "", "", ""),
    ],
)
def test_what_names_no_company_is_malformed(company: Company) -> None:
    with pytest.raises(Malformed):
        read_subject(leaf(Register(), company))
