"""By what applications are found"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "look_up",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("person", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_look_up_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", "application_id", "person", name=op.f("pk_look_up")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_look_up_application_id"), "look_up", ["application_id"], unique=False)
    op.add_column("application", sa.Column("looked_up_by", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_application_looked_up_by", "application", ["looked_up_by", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_application_looked_up_by", table_name="application")
    op.drop_column("application", "looked_up_by")
    op.drop_table("look_up")
