"""Whether answers fit a procedure, without web, database or templates."""
