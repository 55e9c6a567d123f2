"""How far scores depend on their assumptions: draws, intervals, and what matters most."""
