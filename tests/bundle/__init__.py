"""A release as a file: written, signed, tampered with, unpacked."""
