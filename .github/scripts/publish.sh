#!/usr/bin/env bash
# Publishes the manifests to the catalogues in mode manage: their tokens are in the environment.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

choose_managed_catalogs
if [ "${#chosen[@]}" -eq 0 ]; then
  {
    echo
    echo "### Rien n'est publié : aucun catalogue n'est en mode \`manage\`"
    echo
    echo "Les catalogues sont seulement observés. Pour publier, voir \`docs/workflows.md\`."
  } | tee -a "$GITHUB_STEP_SUMMARY"
  exit 0
fi

# The tool is stopped before GitHub kills it: it then finishes its current write, and its journal is kept.
# GitHub signals a cancelled run to this shell alone, which passes it on.
code=0 tool="" stopped=""
trap 'stopped=1; [ -z "$tool" ] || kill -TERM "$tool" || true' INT TERM
timeout --kill-after=10m 50m "$publisher" sync --yes --lang fr --format markdown "${chosen[@]}" \
  > "$RUNNER_TEMP/report.md" 2> "$RUNNER_TEMP/messages.txt" &
tool=$!
[ -z "$stopped" ] || kill -TERM "$tool" || true # it came before the tool had a number
wait "$tool" || code=$?
while [ -n "$stopped" ]; do # the signal ended the wait, not the tool
  stopped="" code=0
  wait "$tool" || code=$?
done
trap - INT TERM
cat "$RUNNER_TEMP/report.md" "$RUNNER_TEMP/messages.txt"
{
  echo
  echo "Catalogues où publier : $managed."
  echo
  head -c 900000 "$RUNNER_TEMP/report.md"
  if [ "$code" -ne 0 ]; then
    echo
    echo "### ✘ Une personne doit intervenir"
    echo
    if [ "$code" -eq 3 ]; then
      echo "Ce qui est marqué ✘ n'a pas été publié ; ce qui est marqué ! ou « en attente » attend une décision."
    else
      echo "La publication n'a pas eu lieu, ou pas en entier."
    fi
    echo "Une fois la cause levée, « Re-run jobs » reprend ce qui manque, sans rien refaire ni créer deux fois."
    echo
    head -c 50000 "$RUNNER_TEMP/messages.txt" | sed 's/^/    /'
  fi
} >> "$GITHUB_STEP_SUMMARY"
exit "$code"
