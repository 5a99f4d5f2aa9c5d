"""Whom a signature is asked of beside the sender (署名する人): who they are, in which turn, and until when."""

from sqlalchemy import ForeignKey
from sqlmodel import Column, Field, SQLModel

from portal.models.base import Number, metadata


class SignerRequest(SQLModel, table=True):
    """One beside each signature that is asked of somebody who did not send it."""

    __tablename__ = "signer_request"
    metadata = metadata

    signature_id: int = Field(
        sa_column=Column(Number, ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    turn: int  # whoever has a lower one signs before
    paper: bool  # a signature on paper will do
    due: str = Field(index=True)  # ISO day; what comes later is taken, too
    reminded: bool = Field(default=False)
    sealed_who: bytes  # what they are called, name and birthday
    sealed_reason: bytes | None = None  # why they will not
