"""避難所: who is where."""
