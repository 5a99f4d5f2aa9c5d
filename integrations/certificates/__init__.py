"""公的個人認証 (JPKI): certificates, signatures, revocation."""
