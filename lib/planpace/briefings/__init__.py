"""What a reader is shown, page by page."""
