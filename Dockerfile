# Two stages: the first builds, the second holds what runs. The book's files lie beside the binaries.
#
#   docker build -t minimax .
#   docker run --rm -it -v "$PWD:/work" minimax train shapes --minutes 1
FROM swift:6.1-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libpng-dev libzstd-dev pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN swift build -c release --static-swift-stdlib \
  && mkdir -p /out/bin /out/share/minimax-book \
  && for name in chapter answer train draw score bench; do cp ".build/release/$name" /out/bin/; done \
  && cp -r chapters answers README.md /out/share/minimax-book/

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpng16-16 libzstd1 zlib1g libturbojpeg0 ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /usr/local
WORKDIR /work
CMD ["chapter"]
