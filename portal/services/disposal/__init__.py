"""What need not be kept any longer: proposals, approvals, legal holds, deletion."""
