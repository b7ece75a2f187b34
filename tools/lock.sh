#!/bin/sh
# Remakes requirements.lock from pyproject.toml and environment.yml from both.
# Pins stay as they are unless pyproject.toml asks for more; `tools/lock.sh --upgrade` renews all.
# Needs uv: the one on the PATH, else a throwaway one. It names no package index, so any will do.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
uv=$(command -v uv) || {
    "${PYTHON:-python3}" -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet uv
    uv=$work/venv/bin/uv
}
new=$work/requirements.lock
if [ -e requirements.lock ]; then cp requirements.lock "$new"; fi
"$uv" pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
    --fork-strategy fewest --generate-hashes --no-header --no-emit-find-links --quiet \
    --output-file "$new" "$@"
{
    echo "# Every package with its hashes, for Python 3.11 and newer. Made by tools/lock.sh."
    sed '/^# Every package with its hashes/d' "$new"
} >requirements.lock
"${PYTHON:-python3}" tools/environment.py
