"""What is known in a visit, and how much of its forms nobody had to key"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COUNTS = ("boxes", "unkeyed", "corrected")


def upgrade() -> None:
    op.add_column("visit", sa.Column("sealed_facts", sa.LargeBinary(), nullable=True))
    for name in _COUNTS:
        op.add_column("visit_figure", sa.Column(name, _NUMBER, nullable=False, server_default="0"))


def downgrade() -> None:
    for name in reversed(_COUNTS):
        op.drop_column("visit_figure", name)
    op.drop_column("visit", "sealed_facts")
