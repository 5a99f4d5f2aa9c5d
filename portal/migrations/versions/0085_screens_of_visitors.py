"""The visitor's own screen beside a visit, and what of it is counted: sections they said were wrong, papers printed"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0083"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visitor_screen",
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("code_number", _NUMBER, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("session_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_state", sa.LargeBinary(), nullable=True),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_visitor_screen_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_visitor_screen")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_visitor_screen_code_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_visitor_screen_token_hash")),
    )
    for column in ("disputed", "printed"):
        op.add_column("visit_figure", sa.Column(column, _NUMBER, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("visit_figure", "printed")
    op.drop_column("visit_figure", "disputed")
    op.drop_table("visitor_screen")
