# The service as an image: the same locks as everywhere, no compiler, no root, nothing written outside /data and /tmp.
# tests/house/test_image.py reads this; `make image` builds and runs it.
# Any image with Python 3.11, pip and apt, where the registry of this one cannot be reached.
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE}
# For the build alone, where the packages lie in a folder (scripts/make_image.sh).
ARG PIP_NO_INDEX PIP_FIND_LINKS PIP_BREAK_SYSTEM_PACKAGES

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/kakanai

# For paper: without the fonts a sheet has the one font of the lock, and 〓 for what that cannot draw. Tesseract reads papers at the counter
# where KAKANAI_READER=tesseract asks for it. Neighbours are trusted by the system's authorities (ca-certificates).
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates fonts-noto-cjk fonts-noto-core fonts-ipamj-mincho tesseract-ocr tesseract-ocr-jpn \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.lock requirements-traces.lock ./
RUN pip install --require-hashes --only-binary :all: --no-deps -r requirements.lock -r requirements-traces.lock && pip check

COPY . ./
# Byte code is made here: at run time the file system is read-only.
RUN pip install --no-deps --no-build-isolation -e . \
    && python -m compileall -q forms integrations portal \
    && python -c "from portal.web.shared.page import LANGUAGES; from portal.web.shared.templates import compile_all; compile_all(LANGUAGES)" \
    && python -c "from portal.routes.served_addresses import keep_addresses; keep_addresses()" \
    && python -c "from forms.text.plain import keep_all; keep_all()" \
    && useradd --system --uid 10001 --no-create-home kakanai \
    && install --directory --owner=kakanai --mode=0700 /data

USER 10001
ENV KAKANAI_HOST=0.0.0.0 KAKANAI_PORT=8000 KAKANAI_DATA=/data
VOLUME /data
EXPOSE 8000

ENTRYPOINT ["/srv/kakanai/scripts/with_secrets.sh"]
CMD ["kakanai", "serve"]
