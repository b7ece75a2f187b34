"""How the odds were learnt and measured."""
