#!/usr/bin/env bash
# Validates the manifests of the main branch. The findings are in the summary, and errors in the log, too. Where some are
# invalid nothing is published: `findings.json` in the folder `publication` says so to the job that tells people.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p publication
git rev-parse HEAD > publication/commit.txt

code=0
"$publisher" validate --fetch-schemas --lang fr --format markdown > "$RUNNER_TEMP/findings.md" || code=$?
head -c 900000 "$RUNNER_TEMP/findings.md" >> "$GITHUB_STEP_SUMMARY"
if [ "$code" -eq 0 ]; then
  cat "$RUNNER_TEMP/findings.md"
  exit 0
fi

# The same as plain text: a click on a red check opens the log first.
"$publisher" validate --fetch-schemas --lang fr || true
"$publisher" validate --fetch-schemas --lang fr --format json > publication/findings.json || true
exit "$code"
