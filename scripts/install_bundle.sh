#!/bin/sh
# Installs the kit that this file lies in: sh install.sh FOLDER (docs/installation.md). Asks no network for anything.
set -eu
[ $# -eq 1 ] || { echo "usage: sh install.sh FOLDER" >&2; exit 2; }
target=$1
cd "$(dirname "$0")"
[ ! -e "$target" ] || { echo "$target はもうあります。 / $target is there already." >&2; exit 1; }
sha256sum --check --quiet --strict SHA256SUMS

wanted=$(sed -n 's/^python //p' PLATFORM)
machine=$(sed -n 's/^machine //p' PLATFORM)
there=$(python3 -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
[ "$there" = "$wanted" ] && [ "$(uname -m)" = "$machine" ] || {
    echo "このキットは Python $wanted（$machine）用です。この機械は Python $there（$(uname -m)）です。" >&2
    echo "This kit is for Python $wanted on $machine; here are Python $there and $(uname -m)." >&2
    exit 1
}

echo "入れています（1～3分） / Installing into $target (one to three minutes)" >&2
# Under its name only when it is whole. An environment cannot be moved, so it is made in its place, and removed if that fails.
trap 'rm -rf "$target"' EXIT
mkdir -p "$target"
tar --extract --file=kakanai.tar --directory="$target" --no-same-owner
python3 -m venv "$target/.venv"
pip() { "$target/.venv/bin/python" -m pip --quiet --disable-pip-version-check --no-cache-dir "$@"; }
pip install --no-index --find-links=wheels --require-hashes --only-binary :all: --no-deps \
    --requirement "$target/requirements.lock" --requirement "$target/requirements-traces.lock"
pip check
pip install --no-index --no-deps --no-build-isolation --editable "$target"
(cd "$target" && .venv/bin/python -m compileall -q forms integrations portal && .venv/bin/python -c "from portal.routes.served_addresses import keep_addresses; keep_addresses()" && .venv/bin/python -c "from forms.text.plain import keep_all; keep_all()")
cp sbom.json "$target/sbom.json"
chmod -R u=rwX,go=rX "$target"
trap - EXIT
echo "$target"
