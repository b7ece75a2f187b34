"""How it is drawn and set."""

import logging

# where matplotlib may not write at home, it tells at length what it does instead, also to the quiet
logging.getLogger("matplotlib").addFilter(lambda one: one.funcName != "_get_config_or_cache_dir")
