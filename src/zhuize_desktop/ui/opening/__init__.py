"""期初建账: cases under way taken over with the keyboard, then the stock signed on paper."""

from .dialog import OpeningDialog, open_opening

__all__ = ["OpeningDialog", "open_opening"]
