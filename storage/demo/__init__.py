"""A synthetic partnership on Camden's real wards: every figure is made up, and says so."""
