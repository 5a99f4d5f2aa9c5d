"""Tables of attachments: quarantine, pieces, My Number."""
