"""What every room uses: installation, rights, audit, throttling, codes."""
