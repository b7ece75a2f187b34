"""Words, numbers and units as readers write them."""
