"""One trip to the card provider. State is used once; the browser is bound by a cookie of its own."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class SignInAttempt(SQLModel, table=True):
    """One trip to the card provider. State is used once; the browser is bound by a cookie of its own."""

    __tablename__ = "sign_in_attempt"
    metadata = metadata

    state_hash: bytes = Field(primary_key=True)
    browser_hash: bytes
    nonce: str
    code_verifier: str
    return_to: str
    made_at: int = Field(sa_type=BigInteger, index=True)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
