"""Redirects to the provider; `sign_in_attempt` makes them single-use."""

from sqlmodel import Field

from portal.models.base import Model, Number


class SignatureTrip(Model):
    __tablename__ = "signature_trip"
    sealed_under = ("draft",)

    state_hash: bytes = Field(primary_key=True)
    signature_id: int = Field(sa_type=Number, foreign_key="signature.id", ondelete="CASCADE", index=True)
    sealed_trip: bytes  # data given to the card, and the provider's id of the redirect
