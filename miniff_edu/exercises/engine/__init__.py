"""What makes an exercise answer back: what one is, how an answer is judged, and what is noted of it.

It knows no chapter.
"""
