"""Reports made and published."""
