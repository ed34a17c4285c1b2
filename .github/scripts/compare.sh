#!/usr/bin/env bash
# Compares the catalogues in mode manage with the manifests, and writes into the folder `nightly`, for the jobs that know
# no token of a catalogue:
#   report.md, producers/NAME.md, tokens.md   what `publisher drift --out` writes: the bodies of issues
#   patches/NAME.patch                        the edits of the catalogues as changes of the manifests, by producer
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

choose_managed_catalogs
if [ "${#chosen[@]}" -eq 0 ]; then
  echo "Rien n'est comparé : aucun catalogue n'est en mode \`manage\`." | tee -a "$GITHUB_STEP_SUMMARY"
  exit 0
fi

code=0
timeout --signal=INT --kill-after=1m 30m "$publisher" drift --late --links --lang fr --format markdown \
  --out nightly "${chosen[@]}" > "$RUNNER_TEMP/drift.md" 2> "$RUNNER_TEMP/messages.txt" || code=$?
cat "$RUNNER_TEMP/drift.md" "$RUNNER_TEMP/messages.txt"
{
  echo
  head -c 900000 "$RUNNER_TEMP/drift.md"
} >> "$GITHUB_STEP_SUMMARY"
# 0: nothing was edited; 2: something was; 3: an entry could not be compared, which the issue of its producer says.
if [ "$code" -ne 0 ] && [ "$code" -ne 2 ] && [ "$code" -ne 3 ]; then
  {
    echo "### ✘ La comparaison n'a pas pu être faite"
    echo
    head -c 50000 "$RUNNER_TEMP/messages.txt" | sed 's/^/    /'
  } >> "$GITHUB_STEP_SUMMARY"
  exit "$code"
fi

# Entries that are not public are left out: a pull request is public. 3: some edits cannot be merged; the others are.
code=0
timeout --signal=INT --kill-after=1m 15m "$publisher" pull --yes --public-entries --lang fr "${chosen[@]}" \
  > "$RUNNER_TEMP/pull.txt" 2>&1 || code=$?
cat "$RUNNER_TEMP/pull.txt"
if [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; then
  echo "### ✘ Les modifications des catalogues n'ont pas pu être reprises dans les manifestes" >> "$GITHUB_STEP_SUMMARY"
  exit "$code"
fi
mkdir -p nightly/patches
for folder in manifests/*/; do
  name="$(basename "$folder")"
  if ! git diff --quiet -- "$folder"; then
    git diff --no-color --no-ext-diff -- "$folder" > "nightly/patches/$name.patch"
  fi
done
git checkout --quiet -- manifests
