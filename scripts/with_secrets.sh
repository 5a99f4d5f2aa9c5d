#!/bin/sh
# Starts a command with every file /run/secrets/KAKANAI_… as the setting of its name, so that no password stands in a
# compose file, an image or the output of `docker inspect`.
set -eu
for file in "${SECRETS:-/run/secrets}"/KAKANAI_*; do
    [ -f "$file" ] || continue
    export "${file##*/}=$(cat "$file")"
done
which "${1:-}" >/dev/null 2>&1 || {
    printf '%s\n    %s\n' "「${1:-}」という命令はありません。kakanai から書いてください（docker compose run --rm web kakanai doctor）。" \
        "There is no command ${1:-}: begin with kakanai (docker compose run --rm web kakanai doctor)." >&2
    exit 1
}
exec "$@"
