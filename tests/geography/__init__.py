"""Areas, their names and what became of them."""
