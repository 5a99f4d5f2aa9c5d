#!/bin/sh
# What the tests need from the system: a Chromium (the one without windows does the same in half the time), fonts for
# Japanese and Nepali (without them every page is boxes, and a picture of it proves nothing), OpenSSL, which reads what we
# sign, ClamAV's daemon, without its database, SoftHSM, a security module in software, PC/SC with a virtual card reader, Tk
# and a screen in memory (the window of kakanai-reader), Tesseract with its Japanese (26 MB); with the word `office`
# LibreOffice, which `make long` reads workbooks with; with `failover`, `pooler`, `installation`, `image` or `object-storage` alone what `make` of that
# name runs.
# Installs what is missing, or names it in one sentence.
set -u
for_what=${1:-}

browser() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v "$name" && return; done
    return 1
}
font() { command -v fc-list >/dev/null && [ -n "$(fc-list ":lang=$1" family)" ]; }

for_failover() {
    PATH="$PATH:/usr/sbin"
    command -v patroni >/dev/null || echo patroni
    command -v etcd >/dev/null || echo etcd-server
    command -v haproxy >/dev/null || echo haproxy
    command -v pgbouncer >/dev/null || echo pgbouncer
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || echo postgresql
}

for_installation() {
    PATH="$PATH:/usr/sbin"
    command -v debootstrap >/dev/null || echo debootstrap
    command -v systemd-nspawn >/dev/null || echo systemd-container
    command -v nginx >/dev/null || echo nginx-light
    [ "$for_what" = image ] || command -v promtool >/dev/null || echo prometheus
}

for_image() {
    for_installation
    for name in buildah podman crun docker-compose; do command -v $name >/dev/null || echo $name; done
    ls /usr/lib/cni/dnsname >/dev/null 2>&1 || echo golang-github-containernetworking-plugin-dnsname
}

for_object_storage() {
    for name in proxy account container object; do command -v swift-$name-server >/dev/null || echo swift-$name; done
    command -v memcached >/dev/null || echo memcached
}

for_pooler() {
    PATH="$PATH:/usr/sbin"
    command -v pgbouncer >/dev/null || echo pgbouncer
    command -v nginx >/dev/null || echo nginx-light
}

missing() {
    case $for_what in
    installation | image | object-storage | failover | pooler)
        "for_$(echo "$for_what" | tr - _)"
        return
        ;;
    esac
    browser >/dev/null || echo chromium-headless-shell
    command -v fc-list >/dev/null || echo fontconfig
    font ja || echo fonts-noto-cjk
    font ne || echo fonts-noto-core
    command -v openssl >/dev/null || echo openssl
    PATH="$PATH:/usr/sbin" command -v clamd >/dev/null || echo clamav-daemon
    command -v softhsm2-util >/dev/null || echo softhsm2
    PATH="$PATH:/usr/sbin" command -v pcscd >/dev/null || echo pcscd
    ls /usr/lib/pcsc/drivers/serial/libifdvpcd.so* >/dev/null 2>&1 || echo vsmartcard-vpcd
    command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx jpn || echo tesseract-ocr tesseract-ocr-jpn
    command -v Xvfb >/dev/null || echo xvfb
    [ ! -x .venv/bin/python ] || .venv/bin/python -c 'import tkinter' 2>/dev/null || echo python3-tk
    [ "$for_what" != office ] || command -v soffice >/dev/null || echo libreoffice-calc-nogui
}

wanted=$(echo $(missing))
[ -n "$wanted" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "入れています / Installing: $wanted"
    mkdir -p build
    export DEBIAN_FRONTEND=noninteractive
    {
        $as_root apt-get update && $as_root apt-get install -y --no-install-recommends $wanted
    } </dev/null >build/system-packages.log 2>&1
    wanted=$(echo $(missing))
    [ -n "$wanted" ] || exit 0
fi
echo "テストに必要です / The tests need these packages: sudo apt-get install -y $wanted" >&2
exit 1
