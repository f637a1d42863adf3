#!/usr/bin/env bash
# Make the requirements files anew from pyproject.toml and constraints.txt: the newest versions inside the bounds.
# Needs uv. With arguments such as --upgrade-package NAME only that package moves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
lock() { uv pip compile pyproject.toml -c packaging/constraints.txt --generate-hashes --no-annotate --quiet \
    --custom-compile-command packaging/lock.sh --python-version 3.11 "$@"; }
lock --universal --extra test -o packaging/requirements-dev.txt "${@:---upgrade}"
lock --python-platform x86_64-pc-windows-msvc --extra build -o packaging/requirements-windows.txt "${@:---upgrade}"
# What is shipped for Linux is what was tested and is shipped for Windows, file by file of the same version.
lock -c packaging/requirements-dev.txt -c packaging/requirements-windows.txt \
    --python-platform x86_64-manylinux_2_36 --extra build -o packaging/requirements-linux.txt --upgrade
