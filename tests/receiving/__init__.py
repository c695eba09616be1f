"""A release as it arrives on the server."""
