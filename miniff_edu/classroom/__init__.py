"""What a teacher runs; no chapter imports it. It imports nothing by itself: a broken computer is checked from here."""
