"""What is inside the frozen program: the bill of materials (CycloneDX) and the licence texts that go with it.

A distribution is inside when PyInstaller took a file of it, not because it stands in a lock: its lists of collected
files are what is read. What comes along inside other people's binaries (Python itself, Qt, OpenSSL, SQLCipher, PDFium)
is named besides, with the version that the running library tells.
"""

from __future__ import annotations

import ast
import json
import re
import uuid
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from typing import Any

HERE = Path(__file__).resolve().parent
_NAMESPACE = uuid.UUID("5f1d6f3e-6a5b-5f0a-9d6c-8f0f3c1f2a77")
_TEXT_NAMES = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
#: Run with the target's Python: the licence of Python, and versions of what comes along inside other people's binaries.
ASK = """
import json, pathlib, platform, ssl, sys, sysconfig, sqlcipher3.dbapi2 as db, pypdfium2, PySide6.QtCore as qt
import PyInstaller
from cryptography.hazmat.backends.openssl import backend
c = db.connect(":memory:")
places = [pathlib.Path(sys.base_prefix), pathlib.Path(sysconfig.get_path("stdlib"))]
licence = next(place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").exists())
print(json.dumps({"licence": licence.read_text("utf-8"), "versions": {
    "CPython": platform.python_version(),
    "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
    "OpenSSL (cryptography)": backend.openssl_version_text().split()[1],
    "SQLCipher": c.execute("PRAGMA cipher_version").fetchone()[0].split()[0],
    "SQLite (SQLCipher)": c.execute("SELECT sqlite_version()").fetchone()[0],
    "PDFium": str(pypdfium2.PDFIUM_INFO.build),
    "Qt": qt.qVersion(),
    "PyInstaller bootloader": PyInstaller.__version__,
}}))
"""
#: Component → licence, files of ``licences/`` with its text; an empty tuple where a distribution carries the text.
_EMBEDDED = {
    "CPython": ("PSF-2.0", ()),
    "Qt": ("LGPL-3.0-only", ("LGPL-3.0.txt", "GPL-3.0.txt")),
    "OpenSSL": ("Apache-2.0", ("Apache-2.0.txt",)),
    "OpenSSL (cryptography)": ("Apache-2.0", ()),
    "SQLCipher": ("BSD-3-Clause", ("SQLCipher.txt",)),
    "SQLite (SQLCipher)": ("LicenseRef-Public-Domain", ()),
    "PDFium": ("BSD-3-Clause", ()),
    "PyInstaller bootloader": ("GPL-2.0-or-later WITH Bootloader-exception", ()),
}
#: The carried fonts, as resources/fonts/README.md states them.
_FONTS = {"Noto Sans SC": "2.004", "Noto Serif SC": "2.003"}
_RULE = "=" * 78


@dataclass(frozen=True)
class Part:
    """A component: name, version, licence as it states it, where it comes from, and its licence texts by file name."""

    name: str
    version: str
    licence: str
    is_distribution: bool
    texts: tuple[tuple[str, str], ...] = ()


def collected(work: Path) -> set[str]:
    """The files below ``site-packages`` that went into the program, with ``/``, out of PyInstaller's lists.

    Raises:
        FileNotFoundError: this is not the working folder of a build.
    """
    found: set[str] = set()
    for name in ("COLLECT-00.toc", "PYZ-00.toc"):
        for source in _strings(ast.literal_eval((work / name).read_text("utf-8"))):
            _, there, below = source.replace("\\", "/").rpartition("/site-packages/")
            if there:
                found.add(below)
    return found


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in _strings(item)]
    return []


def shipped(work: Path, packages: Path, answer: str, fonts: Path) -> list[Part]:
    """Every component of the program, sorted by name.

    Args:
        work: PyInstaller's working folder of this program.
        packages: the ``site-packages`` it was built from.
        answer: to ``ASK``.
        fonts: the folder with the carried fonts and their licence.

    Raises:
        KeyError: a component that the answer names has no licence here.
    """
    taken = collected(work)
    told = json.loads(answer)
    parts = [_part(one) for one in distributions(path=[str(packages)]) if _files(one) & taken]
    for name, version in told["versions"].items():
        licence, files = _EMBEDDED[name]
        texts = tuple((file, (HERE / "licences" / file).read_text("utf-8")) for file in files)
        if name == "CPython":
            texts = (("LICENSE", told["licence"]),)
        parts.append(Part(name, version, licence, False, texts))
    ofl = (("OFL.txt", (fonts / "OFL.txt").read_text("utf-8")),)
    parts += [Part(name, version, "OFL-1.1", False, ofl) for name, version in _FONTS.items()]
    return sorted(parts, key=lambda part: part.name.lower())


def _files(one: Distribution) -> set[str]:
    """The files of a distribution that make it up; its own description does not."""
    return {path.as_posix() for path in one.files or () if ".dist-info/" not in path.as_posix()}


def _part(one: Distribution) -> Part:
    meta: Any = one.metadata  # an email message, which its stub does not say
    licence = meta.get("License-Expression", "")
    if not licence:
        stated = meta.get("License", "").strip().splitlines()
        classes = [
            text.rpartition(" :: ")[2]
            for text in meta.get_all("Classifier") or ()
            if text.startswith("License :: ")
        ]
        licence = stated[0] if stated else "、".join(classes) or "未注明"
    return Part(meta["Name"], one.version, licence, True, tuple(_texts(one)))


def _texts(one: Distribution) -> list[tuple[str, str]]:
    found = {}
    for path in one.files or ():
        below = PurePosixPath(path.as_posix())
        in_info = any(part.endswith(".dist-info") for part in below.parts)
        named = any(_TEXT_NAMES.search(part) for part in below.parts[1:])
        if in_info and named:
            name = "/".join(below.parts[1:])
            found[name] = Path(str(one.locate_file(path))).read_text("utf-8", "replace")
    return sorted(found.items())


def sbom(parts: list[Part], version: str, system: str) -> str:
    """The bill of materials: CycloneDX 1.5 as JSON, the same bytes for the same parts."""
    program = {"type": "application", "name": "zhuize-desktop", "version": version}
    listed = "".join(f"{part.name}=={part.version}\n" for part in parts)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{version} {system} {listed}')}",
        "version": 1,
        "metadata": {
            "component": {**program, "bom-ref": f"zhuize-desktop@{version}"},
            "properties": [{"name": "zhuize:system", "value": system}],
        },
        "components": [_component(part) for part in parts],
        "dependencies": [
            {"ref": f"zhuize-desktop@{version}", "dependsOn": [_ref(part) for part in parts]},
            *({"ref": _ref(part)} for part in parts),
        ],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _ref(part: Part) -> str:
    kind = "pkg:pypi/" if part.is_distribution else "pkg:generic/"
    name = re.sub(r"[-_.]+", "-", part.name).lower() if part.is_distribution else part.name
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-").lower()
    return f"{kind}{plain}@{part.version}"


def _component(part: Part) -> dict[str, object]:
    # An expression is only claimed where the text has the form of one; free text is a name.
    is_expression = re.fullmatch(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", part.licence)
    licence: dict[str, object] = (
        {"expression": part.licence} if is_expression else {"license": {"name": part.licence}}
    )
    return {
        "type": "library",
        "bom-ref": _ref(part),
        "name": part.name,
        "version": part.version,
        "purl": _ref(part),
        "licenses": [licence],
    }


def licences(parts: list[Part]) -> str:
    """One text with every component, its version, its licence, and the licence texts it came with."""
    lines = [
        "本程序包含下列开放源代码组件，各组件按其自身的许可证使用。Qt（PySide6、shiboken6）依 LGPL-3.0 使用，",
        "以独立的动态库随程序提供，可以用自行编译的同版本库替换；其源代码由 Qt 项目公开提供。",
        "",
    ]
    lines += [f"  {part.name} {part.version}    {part.licence}" for part in parts]
    for part in parts:
        for name, text in part.texts:
            lines += ["", _RULE, f"{part.name} {part.version}：{name}", _RULE, "", text.rstrip()]
    return "\n".join(lines) + "\n"
