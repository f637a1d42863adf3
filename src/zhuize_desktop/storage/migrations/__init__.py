"""Numbered steps of the schema, hand-written SQL that imports nothing of ours."""
