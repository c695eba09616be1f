"""Calendar files: the next meetings, and the dates of somebody's actions."""
