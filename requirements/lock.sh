#!/usr/bin/env bash
# Makes runtime.txt and dev.txt from the .in files, for every system and Python the program runs on. Needs uv.
# Without arguments it keeps the versions that are locked; `lock.sh --upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")"
options=(--universal --python-version 3.11 --generate-hashes --no-header --quiet)
uv pip compile "${options[@]}" "$@" runtime.in --output-file runtime.txt
# The tests' lock holds exactly the program's versions: bootstrap.py adds it to a running environment.
uv pip compile "${options[@]}" "$@" dev.in --constraint runtime.txt --output-file dev.txt
