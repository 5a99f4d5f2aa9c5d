"""What a procedure is, and whether answers fit it, without web, database or templates."""
