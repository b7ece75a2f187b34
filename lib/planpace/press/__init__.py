"""Reports made and published."""

import sys

# papermill's jsonschema would build 38 grammars of web addresses as it loads: a second, for nothing
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
