#!/usr/bin/env bash
# Runs the check for the action. It ends well whatever the check finds, whose exit
# status is an output: a step that comes after the upload fails with it.
set -euo pipefail

: "${PROGRAM:?}" "${RUNNER_TEMP:?}" "${GITHUB_OUTPUT:?}" "${GITHUB_STEP_SUMMARY:?}"

folder=$(mktemp -d -- "$RUNNER_TEMP/ramlint.XXXXXX")
arguments=(
    check
    "--fail-on=${INPUT_FAIL_ON:-medium}"
    --report "json=$folder/report.json"
)
[[ -z ${INPUT_SINCE:-} ]] || arguments+=("--since=$INPUT_SINCE")
[[ -z ${INPUT_TRUST_BASE:-} ]] || arguments+=("--trust-base=$INPUT_TRUST_BASE")
[[ -z ${INPUT_CONFIG:-} ]] || arguments+=("--config=$INPUT_CONFIG")
[[ ${INPUT_SARIF:-true} != true ]] || arguments+=(--report "sarif=$folder/ramlint.sarif")
[[ ${INPUT_ANNOTATIONS:-true} != true ]] || arguments+=(--report "github=$folder/annotations")
[[ ${INPUT_SUMMARY:-true} != true ]] || arguments+=(--report "markdown=$GITHUB_STEP_SUMMARY")

paths=()
while IFS= read -r path; do
    path=${path%$'\r'}
    [[ -z $path ]] || paths+=("$path")
done <<<"${INPUT_PATHS:-.}"

# The report is free of commands to the runner. Should one slip through, it is not
# obeyed: nothing in the checkout knows the word that lifts the fence.
fence=
lift() {
    if [[ -n $fence ]]; then
        printf '\n::%s::\n' "$fence"
        fence=
    fi
}
trap lift EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
fence=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
[[ ${#fence} -eq 32 ]]
printf '::stop-commands::%s\n' "$fence"
code=0
"$PROGRAM" "${arguments[@]}" -- "${paths[@]}" 2>&1 || code=$?
lift

if [[ -s $folder/annotations ]]; then
    grep -E '^::(error|warning|notice) ' -- "$folder/annotations" || true
fi

# A line of the report with so little in front of it holds no text of the input.
fact() {
    [[ -s $folder/report.json ]] || return 0
    sed -n -E "s/^$1: ([0-9]+|true|false),?\$/\\1/p" -- "$folder/report.json" | head -n 1
}
findings=$(fact '    "findings"')
access=$(fact '    "about_access"')
complete=$(fact '  "complete"')
sarif=
[[ ! -s $folder/ramlint.sarif ]] || sarif=$folder/ramlint.sarif
{
    printf 'sarif-file=%s\n' "$sarif"
    printf 'findings=%s\n' "$findings"
    printf 'new-access=%s\n' "${INPUT_SINCE:+$access}"
    printf 'complete=%s\n' "${complete:-false}"
    printf 'exit-code=%s\n' "$code"
} >>"$GITHUB_OUTPUT"
