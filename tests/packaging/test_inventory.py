"""The bill of materials and the licence texts: what was taken, no more, and every component with its licence."""

from __future__ import annotations

import json
import re
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import inventory
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(sysconfig.get_path("purelib"))
FONTS = ROOT / "resources" / "fonts"
VERSIONS = {"CPython": "3.11.9", "Qt": "6.11.3", "OpenSSL": "3.0.13", "SQLCipher": "4.19.0"}
ANSWER = json.dumps({"licence": "PSF LICENSE AGREEMENT FOR PYTHON", "versions": VERSIONS})


@pytest.fixture
def work(tmp_path):
    """What PyInstaller leaves behind: Windows paths in one list, those of this computer in the other."""
    collected = [
        ("PySide6\\QtCore.pyd", "Z:\\py\\Lib\\site-packages\\PySide6\\QtCore.abi3.so", "EXTENSION"),
        ("python311.dll", "Z:\\py\\python311.dll", "BINARY"),
    ]
    pure = [
        ("alembic", f"{PACKAGES}/alembic/__init__.py", "PYMODULE"),
        ("mine", "/x/src/mine.py", "PYMODULE"),
    ]
    (tmp_path / "COLLECT-00.toc").write_text(repr((collected, "x")), "utf-8")
    (tmp_path / "PYZ-00.toc").write_text(repr(("PYZ", pure)), "utf-8")
    return tmp_path


@pytest.fixture
def shipped(work):
    return inventory.shipped(work, PACKAGES, ANSWER, FONTS)


def test_what_pyinstaller_took_is_inside_and_nothing_else(shipped):
    names = [part.name for part in shipped]
    assert {"alembic", "PySide6_Essentials", "CPython", "Qt", "Noto Sans SC", "Noto Serif SC"} <= set(names)
    assert "pytest" not in names  # it is installed, but nothing of it was taken
    assert names == sorted(names, key=str.lower)
    assert {part.name: part.version for part in shipped}["alembic"] == distribution("alembic").version


def test_the_bill_is_cyclonedx(shipped):
    bill = json.loads(inventory.sbom(shipped, "0.1.0", "windows"))
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert bill["metadata"]["component"]["version"] == "0.1.0"
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(refs) == len(set(refs)) == len(shipped)
    assert bill["dependencies"][0]["dependsOn"] == refs
    by_name = {one["name"]: one for one in bill["components"]}
    assert by_name["alembic"]["purl"] == f"pkg:pypi/alembic@{distribution('alembic').version}"
    assert by_name["alembic"]["licenses"] == [{"expression": "MIT"}]
    assert by_name["SQLCipher"]["purl"] == "pkg:generic/sqlcipher@4.19.0"
    assert all(one["licenses"] for one in bill["components"])


def test_the_same_parts_give_the_same_bytes(shipped):
    first = inventory.sbom(shipped, "0.1.0", "windows")
    assert inventory.sbom(list(shipped), "0.1.0", "windows") == first
    assert inventory.sbom(shipped, "0.1.1", "windows") != first


def test_every_component_is_listed_and_the_texts_of_their_licences_follow(shipped):
    text = inventory.licences(shipped)
    for part in shipped:
        assert f"{part.name} {part.version}" in text
    for words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "GNU GENERAL PUBLIC LICENSE",
        "ZETETIC LLC",
        "Apache License",
        "PSF LICENSE AGREEMENT FOR PYTHON",
        "SIL OPEN FONT LICENSE",
        "Michael Bayer",
    ):
        assert words in text, words


def test_a_component_whose_licence_nobody_wrote_down_stops_the_build(work):
    answer = json.dumps({"licence": "", "versions": {"Newcomer": "1"}})
    with pytest.raises(KeyError, match="Newcomer"):
        inventory.shipped(work, PACKAGES, answer, FONTS)


def test_every_component_that_is_asked_for_has_a_licence():
    asked = set(re.findall(r'^    "([^"]+)":', inventory.ASK, re.MULTILINE))
    assert asked == set(inventory._EMBEDDED)
