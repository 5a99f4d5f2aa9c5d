"""Programs that read print (OCR)."""
