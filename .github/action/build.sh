#!/usr/bin/env bash
# Builds the program from the checkout of the action, and tells where it is.
set -euo pipefail

: "${GITHUB_ACTION_PATH:?}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}"

if ! command -v cargo >/dev/null; then
    echo "::error title=ramlint::cargo is not installed on this runner; install Rust in a step before this one"
    exit 2
fi
# Cargo and rustup look for settings from the working folder upwards, and in that of
# the workflow they would find those of whoever proposes the change.
cd -- "$GITHUB_ACTION_PATH"
cargo install --quiet --locked --path . --root "$RUNNER_TEMP/ramlint"
program="$RUNNER_TEMP/ramlint/bin/ramlint"
found=$("$program" --version)
found=${found#ramlint }
if [[ -n ${WANTED_VERSION:-} && $found != "${WANTED_VERSION#v}" ]]; then
    echo "::error title=ramlint::this checkout of the action holds version $found, and not the one that \`version\` asks for"
    exit 2
fi
printf 'program=%s\n' "$program" >>"$GITHUB_OUTPUT"
