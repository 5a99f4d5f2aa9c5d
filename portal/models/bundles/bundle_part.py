"""The procedures of a bundle."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model


class BundlePart(Model):
    __tablename__ = "bundle_part"
    application_uid_in = "uid"

    uid: str = Field(primary_key=True)  # of a draft and its application
    bundle_id: str = Field(foreign_key="bundle.id", ondelete="CASCADE", index=True)
    place: int = Field(sa_type=BigInteger)  # order in which they are asked, from 1
