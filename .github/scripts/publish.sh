#!/usr/bin/env bash
# Publishes the manifests to the catalogues in mode manage: their tokens are in the environment. It makes a plan, shows it
# in the summary, and applies that plan and nothing else. Into the folder `publication`, for the job that tells people:
#   plan.json, apply.json   what became of each dataset, without values: `--report` of the two commands
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
  mkdir -p publication
  touch publication/observed.txt
  exit 0
fi

# The tool is stopped before GitHub kills it: it then finishes its current write, and its journal is kept.
# GitHub signals a cancelled run to this shell alone, which passes it on. Sets `code`.
code=0 tool="" stopped="" cancelled=""
trap 'stopped=1 cancelled=1; [ -z "$tool" ] || kill -TERM "$tool" || true' INT TERM
run_until() {
  local seconds="$1" result="$2"
  shift 2
  timeout --kill-after=10m "$seconds" "$publisher" "$@" --lang fr --format markdown "${chosen[@]}" \
    > "$result" 2> "$RUNNER_TEMP/messages.txt" &
  tool=$! code=0
  [ -z "$cancelled" ] || kill -TERM "$tool" || true # it came before the tool had a number
  wait "$tool" || code=$?
  while [ -n "$stopped" ]; do # the signal ended the wait, not the tool
    stopped="" code=0
    wait "$tool" || code=$?
  done
  tool=""
  cat "$result" "$RUNNER_TEMP/messages.txt"
}

# Whether the plan has a step to take or to report: to apply any other would read the catalogues for nothing.
has_steps() {
  "$(dirname "$publisher")/python" -c 'import json, sys
sys.exit(all(step["step"] == "same" for step in json.load(open(sys.argv[1], encoding="utf-8"))["steps"]))' plan.json
}

# The plan file stays on this machine. Its name is in the commands that messages name.
run_until 20m "$RUNNER_TEMP/plan.md" plan --out plan.json --report publication/plan.json
{
  echo
  echo "Catalogues où publier : $managed."
  echo
  head -c 450000 "$RUNNER_TEMP/plan.md"
} >> "$GITHUB_STEP_SUMMARY"
if [ "$code" -eq 0 ] && has_steps; then
  run_until "$((50 * 60 - SECONDS))" "$RUNNER_TEMP/report.md" \
    apply plan.json --yes --report publication/apply.json
  {
    echo
    head -c 450000 "$RUNNER_TEMP/report.md"
  } >> "$GITHUB_STEP_SUMMARY"
fi
trap - INT TERM
if [ "$code" -ne 0 ]; then
  {
    echo
    echo "### ✘ Une personne doit intervenir"
    echo
    if [ "$code" -eq 3 ]; then
      echo "Ce qui est marqué ✘ n'a pas été publié ; ce qui est marqué ⛔ ou « en attente » attend une décision."
    else
      echo "La publication n'a pas eu lieu, ou pas en entier."
    fi
    echo "Une fois la cause levée, « Re-run jobs » reprend ce qui manque, sans rien refaire ni créer deux fois."
    echo
    head -c 50000 "$RUNNER_TEMP/messages.txt" | sed 's/^/    /'
  } >> "$GITHUB_STEP_SUMMARY"
fi
exit "$code"
