FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /parley/.venv \
 && /parley/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Parley" \
      org.opencontainers.image.description="A bot for the channel a council shares with its voluntary sector" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --create-home --home-dir /home/parley parley \
 && install -d -o parley -g parley /data /home/parley/.cache/matplotlib
WORKDIR /parley
COPY --from=build /parley/.venv .venv
COPY bot bot
COPY commands commands
COPY jobs jobs
COPY storage storage
# Once, here: the container may not write, so Python would compile everything anew at each start.
RUN .venv/bin/python -m compileall -q bot commands jobs storage
ENV PATH="/parley/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/home/parley/.cache/matplotlib
USER 10001
RUN python -c "import matplotlib.font_manager"
VOLUME /data
EXPOSE 8080
HEALTHCHECK --start-period=20s --interval=30s --timeout=5s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot", "--config", "/data/config.yaml"]
CMD ["run"]
