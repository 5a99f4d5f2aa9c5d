"""The base class of tables, and names of constraints."""

from functools import cache
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData, String, Table
from sqlmodel import AutoString, SQLModel
from sqlmodel.main import get_column_from_field

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows only in a column of type INTEGER; PostgreSQL needs eight bytes.
Number: Any = BigInteger().with_variant(Integer(), "sqlite")
# Options of a table whose rows are deleted while a page or form may name them by their number: SQLite would give the number of
# the newest row to the next one, and a press would act on what was not read. A sequence of PostgreSQL does not go back.
NUMBERED_ONCE: Any = {"sqlite_autoincrement": True}


# SQLModel's own string type makes classes for each column, as it knows MySQL: a megabyte of a process.
@cache
def _string(length: int | None) -> String:
    return String(length)


class Model(SQLModel):
    """`table` has its columns. Without SQLModel's `table=True`, which takes 0.25 s of each start. There are no instances."""

    model_config = {"defer_build": True}  # nothing is validated; building validators takes 0.1 s of each start

    table: ClassVar[Table]
    kinds: ClassVar[dict[str, Any]]  # annotations of its columns
    # What happens to rows when an application is removed (store/disposal/removals). They are deleted with the application that
    # they name by `application_id`, by a foreign key or by its uid in this column; or they stay, and `stays` gives the reason.
    application_uid_in: ClassVar[str] = ""
    stays: ClassVar[str] = ""
    # A table with `key_id` and `wrapped_key` names what its data keys are bound to, and the key ring that wraps them. A table with
    # sealed columns alone names the tables whose data keys seal them. Rotation, proof and tests/house read it (store/shared/wrapped_keys).
    wrapped_as: ClassVar[str] = ""
    key_ring: ClassVar[str] = "answers"
    sealed_under: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        arguments: Any = cls.__dict__.get("__table_args__", ())
        constraints = [argument for argument in arguments if not isinstance(argument, dict)]
        options = next((argument for argument in arguments if isinstance(argument, dict)), {})
        columns = []
        for name, field in cls.model_fields.items():
            column = get_column_from_field(field)
            column.key, column.name = name, str(column.name or name)  # the key is the word of the code
            if isinstance(column.type, AutoString):
                column.type = _string(column.type.length)
            columns.append(column)
        names = ("application_uid_in", "stays", "wrapped_as", "key_ring", "sealed_under")
        info = {name: getattr(cls, name) for name in names}
        cls.kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        # What pydantic keeps to make instances is three megabytes of a process.
        cls.__pydantic_fields__, cls.__pydantic_parent_namespace__ = {}, None
        cls.table = Table(str(cls.__tablename__), metadata, *columns, *constraints, info=info, **options)
