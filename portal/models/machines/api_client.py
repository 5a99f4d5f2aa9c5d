"""Machines; lists are separated by spaces."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ApiClient(Model):
    __tablename__ = "api_client"

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
