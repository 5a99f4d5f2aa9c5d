"""廃棄停止 of an application or a procedure."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from portal.models.base import Model, Number


class LegalHold(Model):
    __tablename__ = "legal_hold"
    wrapped_as = "legal_hold:{uid}"
    __table_args__ = (Index("ix_legal_hold_procedure", "duty", "procedure"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data of the sealing, known before the id
    duty: str
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    procedure: str = ""
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes  # reason and number of the requesting document
    set_by: str
    set_at: int = Field(sa_type=BigInteger)
    sealed_lifted: bytes | None = None  # reason for lifting it
    lifted_by: str = ""
    lifted_at: int | None = Field(default=None, sa_type=BigInteger)
