# Builds the program from these sources, and leaves nothing else in the image. It needs
# no network and writes nothing where it is not told to:
#
#   docker run --rm --network none --read-only -v "$PWD:/src:ro" IMAGE check

FROM rust:1.95-alpine AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock README.md LICENSE CHANGELOG.md ./
COPY policies policies
COPY src src
RUN cargo build --release --locked --bin ramlint

FROM scratch
COPY --from=build /build/target/release/ramlint /usr/local/bin/ramlint
WORKDIR /src
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/ramlint"]
