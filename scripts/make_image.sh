#!/bin/sh
# The images of compose.yaml as OCI archives: ours as KIT/kakanai-VERSION.oci.tar, from the Dockerfile, what is committed and the wheels of the
# kit, and PostgreSQL's. scripts/make_image.sh KIT. BASE_IMAGE: another base than the Dockerfile's. Without images the kit is made, with a sentence.
set -eu
kit=$1
archive=$kit/$(basename "$kit").oci.tar
database=docker.io/library/$(sed -n 's/^ *image: \(postgres:.*\)$/\1/p' compose.yaml)
name=docker.io/library/kakanai:${kit##*-}
without() {
    rm -f "$kit"/*.oci.tar
    echo "コンテナーの画像は入っていません（$1） / The kit has no container image ($2)" >&2
    exit 0
}
command -v buildah >/dev/null || without "buildah がありません: apt-get install buildah" "buildah is missing"

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
git archive HEAD | tar --extract --directory="$context"
# In a chroot, which needs no rights over the machine. Without --timestamp: byte code is valid for the moment of its source.
buildah bud --isolation chroot --format oci --tag "$name" ${BASE_IMAGE:+--build-arg "BASE=$BASE_IMAGE"} \
    --volume "$(realpath "$kit")/wheels:/wheels:ro" --build-arg PIP_NO_INDEX=1 --build-arg PIP_FIND_LINKS=/wheels \
    --build-arg PIP_BREAK_SYSTEM_PACKAGES=1 "$context" >build/image.log 2>&1 ||
    without "作れませんでした: build/image.log。元の画像に届かないときは BASE_IMAGE" "not built: build/image.log"
buildah push --quiet "$name" "oci-archive:$archive:$name" || without "書き出せませんでした" "not written"
buildah pull --quiet --policy missing "$database" >/dev/null 2>&1 &&
    buildah push --quiet "$database" "oci-archive:$kit/postgres.oci.tar:$database" ||
    without "PostgreSQLの画像に届きません: $database" "$database is out of reach"
