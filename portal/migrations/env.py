"""How alembic reaches the database: `kakanai migrate` hands it a connection; nothing is read from a file."""

from alembic import context

from portal.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
