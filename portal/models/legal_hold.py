"""That nothing is thrown away (廃棄停止) of one application, or of a procedure, until it is lifted: a lawsuit, an audit, a request."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class LegalHold(SQLModel, table=True):
    """One of `application_id` and `procedure` is set."""

    __tablename__ = "legal_hold"
    metadata = metadata
    __table_args__ = (Index("ix_legal_hold_procedure", "duty", "procedure"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # binds what is sealed before the number is known
    duty: str
    application_id: int | None = Field(default=None, sa_type=Number, foreign_key="application.id", index=True)
    procedure: str = ""
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes  # why, and the number of the document that asks for it
    set_by: str
    set_at: int = Field(sa_type=BigInteger)
    sealed_lifted: bytes | None = None  # why it ended
    lifted_by: str = ""
    lifted_at: int | None = Field(default=None, sa_type=BigInteger)
