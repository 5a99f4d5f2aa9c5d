"""A machine of the city that may call the machine API, for the duties that it was made for."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ApiClient(SQLModel, table=True):
    """`state` asked (another administrator has to confirm it), live, ended or withdrawn. Lists are words with spaces between."""

    __tablename__ = "api_client"
    metadata = metadata

    id: str = Field(primary_key=True)
    name: str
    duties: str
    procedures: str  # "" = every one of its duties
    scopes: str
    places: str  # networks that it calls from; "" = any
    basic: bool  # client_secret_basic as well, for the time being
    state: str
    # In whose name its outcomes stand in tables that name staff; nobody signs in by it.
    staff_id: int | None = Field(default=None, sa_type=Number, foreign_key="staff.id", unique=True)
    asked_by: str
    asked_at: int = Field(sa_type=BigInteger)
    settled_by: str | None = Field(default=None)
    settled_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str | None = Field(default=None)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
