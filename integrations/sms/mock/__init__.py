"""No message leaves. Production refuses it."""
