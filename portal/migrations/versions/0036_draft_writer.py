"""Which account of a company wrote a draft last."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("draft", sa.Column("member_id", number, nullable=True))


def downgrade() -> None:
    op.drop_column("draft", "member_id")
