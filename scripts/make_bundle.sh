#!/bin/sh
# The offline kit: build/kakanai-VERSION.tar, which installs without any network (docs/installation.md). Needs build/sbom.json (`make sbom`).
# scripts/make_bundle.sh [KEY]: a private key (PEM) that signs the list of sums; without it the kit is not signed, and says so.
set -eu
key=${1:-}
packed="forms integrations portal static templates docs scripts requirements.lock requirements-traces.lock pyproject.toml LICENSE README.md README.ja.md CHANGELOG.md ARCHITECTURE.md"

[ -e .git ] || {
    echo "ここは git の写しではありません。キットはコミットから作るので、git clone したフォルダーで打ってください。" >&2
    echo "No clone (there is no .git): a kit is made of a commit, so run this in a clone." >&2
    exit 1
}
# What is committed and no more: else the kit would have the number of a version that it does not hold.
changed=$(git status --porcelain -- $packed compose.yaml)
[ -z "$changed" ] || {
    echo "コミットしていない変更があります。キットにはコミットしたものだけが入るので、先に git commit をしてください。" >&2
    echo "Not committed, and a kit holds only what is: commit these first." >&2
    echo "$changed" >&2
    exit 1
}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml | head -n 1)
kit=build/kakanai-$version
rm -rf "$kit" "$kit.tar"
mkdir -p "$kit/wheels" "$kit/fonts"

git archive --format=tar --output="$kit/kakanai.tar" HEAD $packed

# By the locks' hashes, for this Python and this machine's kind.
.venv/bin/python -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps \
    --dest "$kit/wheels" --requirement requirements.lock --requirement requirements-traces.lock

# The fonts of paper, as the distribution packages them.
(cd "$kit/fonts" && apt-get download --quiet --quiet fonts-noto-cjk fonts-noto-core fonts-ipamj-mincho)

cp build/sbom.json "$kit/sbom.json"
.venv/bin/python scripts/build_reader.py "$kit/kakanai-reader.pyz"
scripts/make_image.sh "$kit"
sed "s/^  image: kakanai:.*/  image: kakanai:$version/" compose.yaml >"$kit/compose.yaml"
cp docs/installation.md "$kit/installation.md"
cp scripts/install_bundle.sh "$kit/install.sh"
.venv/bin/python -c 'import platform, sys
print(f"python {sys.version_info[0]}.{sys.version_info[1]}\nmachine {platform.machine()}")' >"$kit/PLATFORM"
(cd "$kit" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
if [ -n "$key" ]; then
    openssl dgst -sha256 -sign "$key" -out "$kit/SHA256SUMS.sig" "$kit/SHA256SUMS"
else
    echo "署名していません / Not signed: make bundle KEY=release.pem" >&2
fi

# The same content gives the same archive.
moment=$(git log -1 --format=%ct)
tar --create --file="$kit.tar" --directory=build --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$moment" "kakanai-$version"
sha256sum "$kit.tar"
