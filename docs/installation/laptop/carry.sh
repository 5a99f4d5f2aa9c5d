#!/bin/sh
# /usr/local/sbin/kakanai-carry, on a laptop of 出張受付: sends what is packed, fetches what the city has for it (docs/courier.md). What did not
# get through stays where it is. The city and the laptop prove themselves by certificates of the city's own authority, and by no other.
set -eu
. /etc/kakanai/line/address
ask() {
    curl --silent --show-error --fail --proto =https --connect-timeout 10 --speed-limit 1 --speed-time 60 \
        --cacert /etc/kakanai/line/ca.pem --cert /etc/kakanai/line/laptop.pem --key /etc/kakanai/line/laptop.key "$@"
}
cd /var/lib/kakanai/courier
for package in out/*.courier; do
    [ -e "$package" ] || continue
    ask --upload-file "$package" "$CITY/in/"
    rm "$package"
done
waiting=$(ask "$CITY/out/")
for package in $(echo "$waiting" | grep -o 'kakanai-home[0-9][0-9]-[0-9]*\.courier'); do
    ask --output in/.begun "$CITY/out/$package"
    mv in/.begun "in/$package"
    ask --request DELETE "$CITY/out/$package"
done
