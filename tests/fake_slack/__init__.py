"""The strict fake of Slack, tried with the real library."""
