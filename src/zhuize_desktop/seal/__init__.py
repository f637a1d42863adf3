"""Canonical JSON, digests, signatures, sealed files and the wrapping of keys."""
