"""Protection of whole tables before anything is released: pure functions, no database."""
