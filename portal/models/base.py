"""What all tables share: the naming of constraints, so that migrations are the same on both databases."""

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData
from sqlmodel import SQLModel

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows only in a column that is exactly INTEGER; PostgreSQL needs eight bytes.
Number: Any = BigInteger().with_variant(Integer(), "sqlite")
