"""A practice OpenID provider, refused in production."""
