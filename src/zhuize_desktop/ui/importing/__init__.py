"""导入台账: choosing a file, looking at the dry run, taking it in."""

from .wizard import ImportWizard, open_import

__all__ = ["ImportWizard", "open_import"]
