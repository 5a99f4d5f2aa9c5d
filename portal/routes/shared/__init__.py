"""What every room uses: the installation, rights, audit, throttling, codes."""
