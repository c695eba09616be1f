"""Synthetic partnerships on real wards: every figure is made up, and says so."""
