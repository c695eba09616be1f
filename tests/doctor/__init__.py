"""What `parley doctor` finds."""
