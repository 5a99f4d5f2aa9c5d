"""Further signers beside the sender (署名する人)."""

from sqlalchemy import ForeignKey
from sqlmodel import Column, Field

from portal.models.base import Model, Number


class SignerRequest(Model):
    __tablename__ = "signer_request"
    sealed_under = ("application",)

    signature_id: int = Field(
        sa_column=Column(Number, ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    application_id: int = Field(sa_type=Number, foreign_key="application.id", ondelete="CASCADE", index=True)
    turn: int  # people with a lower turn sign before
    paper: bool  # a signature on paper is accepted
    due: str = Field(index=True)  # ISO day; later signatures are accepted, too
    reminded: bool = Field(default=False)
    sealed_who: bytes  # form of address, name and birthday
    sealed_reason: bytes | None = None  # reason for declining
