"""What principals said of a mandate themselves, and whether they were told of it"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delegation") as table:
        table.add_column(sa.Column("principal_id", sa.String(), nullable=True))
        table.add_column(sa.Column("told", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("told_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("sealed_told", sa.LargeBinary(), nullable=True))
        table.create_foreign_key(
            op.f("fk_delegation_principal_id"), "person", ["principal_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index(op.f("ix_delegation_principal_id"), ["principal_id"])


def downgrade() -> None:
    with op.batch_alter_table("delegation") as table:
        table.drop_index(op.f("ix_delegation_principal_id"))
        table.drop_constraint(op.f("fk_delegation_principal_id"), type_="foreignkey")
        for name in ("sealed_told", "told_at", "told", "principal_id"):
            table.drop_column(name)
