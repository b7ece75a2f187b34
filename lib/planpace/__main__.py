"""`python -m planpace`."""

import sys

from planpace.cli import main

sys.exit(main())
