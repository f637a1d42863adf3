"""Write the JSON Schema of rule packs into resources/rules/schema/, after the models have changed.

.venv/bin/python packaging/write_schema.py
"""

from __future__ import annotations

import json
from pathlib import Path

from zhuize_desktop.domain.rules.schema import pack_schema

TARGET = Path(__file__).parent.parent / "resources" / "rules" / "schema" / "rule_pack.json"


def main() -> None:
    """Write the file anew."""
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(pack_schema(), ensure_ascii=False, indent=1) + "\n"
    TARGET.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
