"""Sign-in attempts: single use, bound to a browser."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class SignInAttempt(Model):
    __tablename__ = "sign_in_attempt"

    state_hash: bytes = Field(primary_key=True)
    browser_hash: bytes
    nonce: str
    code_verifier: str
    return_to: str
    made_at: int = Field(sa_type=BigInteger, index=True)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
