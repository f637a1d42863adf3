"""The entry widgets of forms; each holds one value and keeps what was typed, even when wrong."""
