"""Tables of signatures, further signers and mandates."""
