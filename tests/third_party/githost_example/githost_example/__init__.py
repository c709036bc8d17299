"""A provider plugin for Example Forge, written with what githost offers to everybody."""
