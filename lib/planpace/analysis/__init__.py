"""What follows from a plan's figures."""
