"""Plugs that judge certificates and signatures of the 公的個人認証 (JPKI) and ask whether they were revoked."""
