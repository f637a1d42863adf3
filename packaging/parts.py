"""What PyInstaller would not find by itself, and what it would take along for nothing. Read by ``zhuize.spec``."""

from __future__ import annotations

import re

#: Imported by name at run time: the commands of the command line, the steps of the schema.
BY_NAME = ["alembic.context", "alembic.op", "sqlalchemy.dialects.sqlite.pysqlite"]

#: Nobody here fetches anything, maps objects, compiles C or types at a Python prompt. ``seal.certificate`` keeps
#: pyHanko's HTTP client out, so nothing speaks TLS, and Python's own OpenSSL stays out with ``ssl`` and ``_hashlib``:
#: hashlib computes by itself what is short, and what is long goes through cryptography, which has an OpenSSL inside.
#: rapidfuzz takes its ordinary twin where the one for AVX2 is missing. ``tests/packaging/test_spec.py`` walks the whole
#: program without these.
UNUSED = [
    *("requests", "tkinter", "unittest", "pydoc", "pydoc_data", "doctest", "pdb", "lib2to3", "idlelib"),
    *("distutils", "setuptools", "pip", "xmlrpc", "ftplib", "http.server", "cgi", "curses", "test"),
    *("pytest", "mypy", "numpy", "pandas", "matplotlib", "IPython", "pycparser", "cffi", "sqlite3"),
    *("alembic.testing", "sqlalchemy.orm", "sqlalchemy.ext.asyncio", "sqlalchemy.ext.mypy"),
    *("pydantic.v1", "pydantic.mypy"),
    *("lxml.html", "lxml.objectify", "lxml.isoschematron", "lxml.builder", "lxml.sax"),
    *("ssl", "_ssl", "_hashlib", "aiohttp", "pyhanko.sign.timestamps.aiohttp_client"),
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers",
    *("rapidfuzz.fuzz_cpp_avx2", "rapidfuzz.distance.metrics_cpp_avx2"),
    *("PIL._avif", "PIL._imagingcms", "PIL._imagingtk", "PIL._webp"),
]

#: Authorities of the Internet, for the client that is never called; whom a certificate here has to come from is pinned.
NO_USE = frozenset(("certifi/cacert.pem",))

#: Parts of Qt that PyInstaller takes along because they lie there: software OpenGL, virtual keyboard, styles and
#: plugins for what this program never does. What is kept: platform, SVG and PNG, Chinese texts of Qt's own dialogs.
QT_LEFT_OUT = re.compile(
    r"""PySide6/(?:Qt/)?(?:
        (?:bin/)?(?:opengl32sw|d3dcompiler_\d+|Qt6(?:Qml|Quick|Pdf|VirtualKeyboard|OpenGL)\w*)\.dll
      | lib/libQt6(?:Qml|Quick|Pdf|VirtualKeyboard|Wayland|Wl|Eglfs|EglFS)\w*\.so.*
      | plugins/(?:
            generic|networkinformation|tls|qmltooling|sqldrivers|egldeviceintegrations|styles
          | wayland-[\w-]+|platformthemes/libqgtk3.*
          | platforms/(?:lib)?q(?:minimal|minimalegl|direct2d|eglfs|linuxfb|vkkhrdisplay|vnc|wayland)[\w-]*\.\w+
          | imageformats/(?:lib)?q(?:gif|icns|pdf|tga|tiff|wbmp|webp|jpeg)\.\w+
        )(?:/|$)?.*
      | translations/(?!qtbase_zh_CN\.qm).*
    )""",
    re.VERBOSE,
)


def kept(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What PyInstaller collected (place, source, kind), without those parts of Qt and the list in ``NO_USE``."""
    named = [(entry, entry[0].replace("\\", "/")) for entry in entries]
    return [entry for entry, name in named if name not in NO_USE and not QT_LEFT_OUT.match(name)]
