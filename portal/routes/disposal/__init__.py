"""End of retention: proposals, approvals, legal holds, deletion."""
