#!/usr/bin/env bash
# Validates what a pull request touches. An error there, or one that it causes elsewhere, is red; one that the base branch
# has already is a warning: nothing would be published after the merge before it is corrected.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=pull_request.sh
. "$(dirname "${BASH_SOURCE[0]}")/pull_request.sh"

rm -rf "$folder" "$notes"
mkdir "$folder"

# The base branch decides which personal data are accepted: personal-data.yml counts as it is there.
git update-ref --no-deref refs/remotes/origin/HEAD HEAD^1

code=0
"$publisher" validate --changed-since HEAD^1 --fetch-schemas --lang fr --format markdown > "$RUNNER_TEMP/findings.md" ||
  code=$?
touched=(--changed-since HEAD^1)
if [ "$code" -eq 0 ]; then
  all=0
  "$publisher" validate --fetch-schemas --lang fr --format json > "$RUNNER_TEMP/all.json" || all=$?
  if [ "$all" -ne 0 ]; then
    git worktree add --quiet --detach "$RUNNER_TEMP/base" HEAD^1
    program="$(realpath --no-symlinks "$publisher")"
    (cd "$RUNNER_TEMP/base" && "$program" validate --fetch-schemas --lang fr --format json) > "$RUNNER_TEMP/base.json" ||
      true
    if files="$(python3 "$scripts/errors_elsewhere.py" "$RUNNER_TEMP/all.json" "$RUNNER_TEMP/base.json")"; then
      warn "La branche principale contient des erreurs" "La branche principale contient déjà des erreurs, sans rapport \
avec cette demande : $files. Rien ne serait publié après la fusion tant qu'elles ne sont pas corrigées."
    else
      code="$all" touched=()
      "$publisher" validate --fetch-schemas --lang fr --format markdown > "$RUNNER_TEMP/findings.md" || true
    fi
  fi
fi

# On the lines of the files, as GitHub shows them beside the change.
"$publisher" validate "${touched[@]}" --fetch-schemas --lang fr --format github > "$RUNNER_TEMP/annotations.txt" || true
{ grep -E '^::(error|warning|notice) ' "$RUNNER_TEMP/annotations.txt" || true; } | obey

head -c 900000 "$RUNNER_TEMP/findings.md" >> "$GITHUB_STEP_SUMMARY"
cp "$RUNNER_TEMP/findings.md" "$folder/plan.md"
if [ "$code" -eq 0 ]; then
  cat "$RUNNER_TEMP/findings.md"
  conclude "$(if [ -s "$notes" ]; then echo warning; else echo green; fi)" < <(shorten 57000 < "$RUNNER_TEMP/findings.md")
  exit 0
fi

# The same as plain text: a click on a red check opens the log first.
"$publisher" validate "${touched[@]}" --fetch-schemas --lang fr || true
cat > "$RUNNER_TEMP/advice.md" <<END

Corrigez ce qui est indiqué, dans cette même demande : le contrôle recommence à chaque modification.
[Guide de l'agent]($GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/HEAD/manifests/README.md)
END
cat "$RUNNER_TEMP/advice.md" >> "$GITHUB_STEP_SUMMARY"
conclude red < <(shorten 57000 < "$RUNNER_TEMP/findings.md" && cat "$RUNNER_TEMP/advice.md")
exit "$code"
