"""Machines; lists are separated by spaces."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from portal.models.base import Model, Number

_IN_USE = text("state IN ('asked', 'live')")


class ApiClient(Model):
    __tablename__ = "api_client"
    # A token of the token server is of one machine.
    __table_args__ = (
        Index("ix_api_client_known_as", "known_as", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
    )

    id: str = Field(primary_key=True)
    name: str
    duties: str
    procedures: str  # "" = all of its duties
    scopes: str
    places: str  # networks from which it calls; "" = any
    basic: bool  # client_secret_basic is also allowed for the time being
    state: str  # asked (another administrator has to confirm), live, ended, withdrawn
    # Account that represents the machine in tables that name staff; it cannot sign in.
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", unique=True)
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str | None = Field(default=None)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
    known_as: str | None = Field(default=None)  # its client id at the token server; NULL: it has tokens of ours alone
