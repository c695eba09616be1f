"""Soundings: opened once, answered without a ballot, closed for good, and shown only where that is safe.

Reading order: sounding, opening, voting, ballot_box, closing, scattering, scrubbing, results, likeness.
"""
