"""数据体检: what the checks over the whole ledger found, explained, compared, and duplicates put together."""

from .view import HealthView

__all__ = ["HealthView"]
