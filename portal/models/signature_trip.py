"""One trip to the card provider to sign: which signature it is for. That its state is used once, `sign_in_attempt` sees to."""

from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class SignatureTrip(SQLModel, table=True):
    """What the card was handed, and the provider's name for it."""

    __tablename__ = "signature_trip"
    metadata = metadata

    state_hash: bytes = Field(primary_key=True)
    signature_id: int = Field(sa_type=Number, foreign_key="signature.id", ondelete="CASCADE", index=True)
    sealed_trip: bytes
