"""Assumptions of a 確認票, signed by the section."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class SignedLine(Model):
    __tablename__ = "signed_line"

    procedure: str = Field(primary_key=True)
    line: bytes = Field(primary_key=True)  # SHA-256 of its text; a changed line is unsigned
    signed_by: str
    signed_on: str  # day on the paper
    stored_at: int = Field(sa_type=BigInteger)
