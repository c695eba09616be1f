"""From an officer's file to rows with a meaning; `storage.sources.read` is the one way in."""
