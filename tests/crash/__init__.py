"""People who act while Parley is killed, and what must hold whenever one looks."""
