"""What is carried between the zones: where each application stands, the ledger of packages, and what came too late"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0057"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "courier_case",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("sent_step", sa.BigInteger(), nullable=False),
        sa.Column("sent_mark", sa.String(), nullable=False),
        sa.Column("sent_in", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_files", sa.String(), nullable=False),
        sa.Column("there_step", sa.BigInteger(), nullable=False),
        sa.Column("there_files", sa.String(), nullable=False),
        sa.Column("taken_step", sa.BigInteger(), nullable=False),
        sa.Column("taken_acts", sa.String(), nullable=False),
        sa.Column("owes", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_courier_case_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_courier_case")),
    )
    op.create_index(op.f("ix_courier_case_owes"), "courier_case", ["owes"])
    op.create_table(
        "courier_apart",
        sa.Column("application_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_courier_apart_application_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("application_id", "act", name=op.f("pk_courier_apart")),
    )
    op.create_index(op.f("ix_courier_apart_came_at"), "courier_apart", ["came_at"])
    _ledger()


def _ledger() -> None:
    op.create_table(
        "courier_step",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courier_step")),
    )
    op.create_index("ix_courier_step_number", "courier_step", ["way", "number"])
    for act in ("packed", "taken"):
        rows = sa.text(f"act = '{act}'")
        op.create_index(
            f"uq_courier_step_{act}", "courier_step", ["number"], unique=True, sqlite_where=rows, postgresql_where=rows
        )


def downgrade() -> None:
    for table in ("courier_step", "courier_apart", "courier_case"):
        op.drop_table(table)
