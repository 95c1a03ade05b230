"""What anybody may use; it imports nothing of the library, nor does this file: a broken computer is checked with it."""
