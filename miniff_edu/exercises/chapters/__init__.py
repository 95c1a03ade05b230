"""The exercises of each chapter, whole: text, stub, hints, solution, check, wrong answers and their reasons."""
