"""What PyInstaller starts: the program, as ``python -m zhuize_desktop`` does."""

import sys

from zhuize_desktop.__main__ import main

sys.exit(main())
