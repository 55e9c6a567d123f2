"""One function per thing a user wants done; takes store, clock, seed and actor from outside."""
