"""The same 個人番号 under several drafts and applications, each with a row of its own"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0079"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COLUMNS = ("id", "draft_id", "application_id", "whose", "key_id", "wrapped_key", "sealed", "made_at", "made_by")


def upgrade() -> None:
    _made_anew(
        sa.Column("key", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_my_number")),
        sa.UniqueConstraint("id", "draft_id", name=op.f("uq_my_number_id_draft_id")),
        sa.UniqueConstraint("id", "application_id", name=op.f("uq_my_number_id_application_id")),
    )


def downgrade() -> None:
    """Fails where parts of a bundle share a number: none is lost."""
    _made_anew(sa.PrimaryKeyConstraint("id", name=op.f("pk_my_number")))


def _made_anew(*more: sa.Column[int] | sa.Constraint) -> None:
    """The table with another key. Rows wait in this process: a second table would want the names of the first one's constraints."""
    connection = op.get_bind()
    there: sa.TableClause = sa.table("my_number", *(sa.column(name) for name in _COLUMNS))
    rows: Sequence[sa.Row[tuple[object, ...]]] = connection.execute(sa.select(there)).all()
    op.drop_table("my_number")
    table = op.create_table(
        "my_number",
        *(one for one in more if isinstance(one, sa.Column)),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("application_id", _NUMBER, nullable=True),
        sa.Column("whose", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_my_number_draft_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_my_number_application_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("application_id", "whose", name=op.f("uq_my_number_application_id_whose")),
        *(one for one in more if isinstance(one, sa.Constraint)),
    )
    op.create_index(op.f("ix_my_number_draft_id"), "my_number", ["draft_id"])
    op.create_index(op.f("ix_my_number_application_id"), "my_number", ["application_id"])
    if rows:
        connection.execute(sa.insert(table), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
