"""Which procedures are filed together: a draft, and the application that it becomes."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class BundlePart(SQLModel, table=True):
    """One procedure of a bundle, by the id that its draft and its application have."""

    __tablename__ = "bundle_part"
    metadata = metadata

    uid: str = Field(primary_key=True)
    bundle_id: str = Field(foreign_key="bundle.id", ondelete="CASCADE", index=True)
    place: int = Field(sa_type=BigInteger)  # in which order they are asked, from 1
