#!/bin/sh
# Starts a command with every file /run/secrets/KAKANAI_… as the setting of its name, so that no password stands in a
# compose file, an image or the output of `docker inspect`.
set -eu
for file in "${SECRETS:-/run/secrets}"/KAKANAI_*; do
    [ -f "$file" ] || continue
    export "${file##*/}=$(cat "$file")"
done
exec "$@"
