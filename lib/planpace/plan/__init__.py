"""What a plan says: its tables, read, checked and typed."""
