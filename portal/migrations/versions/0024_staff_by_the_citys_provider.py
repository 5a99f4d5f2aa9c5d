"""Who staff are at the city's own provider, and which rights came from its groups"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("staff_right", sa.Column("source", sa.String(), server_default="hand", nullable=False))
    op.create_table(
        "staff_identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("staff_id", _NUMBER, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_staff_identity")),
    )
    op.create_index(op.f("ix_staff_identity_staff_id"), "staff_identity", ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_identity")
    op.drop_column("staff_right", "source")
