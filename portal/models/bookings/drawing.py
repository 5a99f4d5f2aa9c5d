"""抽選: one for each procedure and last day of applications (募集)."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from portal.models.base import Model, Number


class Drawing(Model):
    __tablename__ = "drawing"
    wrapped_as = "drawing:{uid}"
    __table_args__ = (UniqueConstraint("procedure", "closes"),)

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data of the data key, known before the id
    procedure: str
    duty: str
    closes: str  # ISO day, the last on which applications count
    commitment: str  # SHA-256 of the seed, published at once
    key_id: str
    wrapped_key: bytes
    sealed_seed: bytes
    made_at: int = Field(sa_type=BigInteger)
    # Of times, else empty: these resources are closed on these days (ISO) until `confirm_days` after the drawing.
    resources: str = Field(default="", sa_column_kwargs={"server_default": ""})
    use_from: str = Field(default="", sa_column_kwargs={"server_default": ""})
    use_to: str = Field(default="", sa_column_kwargs={"server_default": ""})
    confirm_days: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Written by the drawing, all at once:
    opens: str = Field(default="", sa_column_kwargs={"server_default": ""})  # ISO day; "" = any day up to `closes`
    seed: str = Field(default="", sa_column_kwargs={"server_default": ""})
    places: str = Field(default="", sa_column_kwargs={"server_default": ""})  # JSON: unit → places
    drawn_at: int | None = Field(default=None, sa_type=BigInteger)
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id")
