"""Where the verdicts part, in points of schedule position, unless a plan sets its own limits."""

BANDS = {"ahead": 5.0, "behind": -5.0, "off_track": -25.0}
