"""Where the key-encryption keys are kept."""
