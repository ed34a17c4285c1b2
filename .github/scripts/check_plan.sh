#!/usr/bin/env bash
# Compares what a pull request touches with the catalogues, without a token. See docs/workflows.md for what is red.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=pull_request.sh
. "$(dirname "${BASH_SOURCE[0]}")/pull_request.sh"

# The base branch decides which catalogues are called: a pull request cannot send the plan elsewhere.
moved=no
if ! git diff --quiet HEAD^1 HEAD -- manifests/catalogs.yml; then
  moved=yes
  warn "Catalogues modifiés" \
    "Cette demande modifie \`manifests/catalogs.yml\` : la comparaison est faite avec les catalogues actuels."
fi
git checkout --quiet HEAD^1 -- manifests/catalogs.yml

# A name that is not of these characters is no manifest's, which the validation says.
deleted="$(git diff --name-only --no-renames --diff-filter=D HEAD^1 HEAD -- manifests |
  { grep -E '^manifests/[a-z0-9_-]+/[a-z0-9_-]+\.yml$' || true; })"
if [ -n "$deleted" ]; then
  names="$(head -n 20 <<< "$deleted" | sed "s/.*/\`&\`/" | paste --serial --delimiters=, | sed 's/,/, /g')"
  count="$(wc -l <<< "$deleted")"
  [ "$count" -le 20 ] || names="$names et $((count - 20)) autres"
  warn "Manifestes supprimés ou renommés" "Cette demande supprime ou renomme : $names. Une fiche dont le manifeste \
disparaît reste en ligne telle quelle, et n'est plus mise à jour, sauf si \`previously:\` du nouveau manifeste donne l'ancien nom."
fi

code=0
timeout --signal=INT --kill-after=30s 5m "$publisher" plan --changed-since HEAD^1 --exit-code --lang fr --format markdown \
  --comment "$RUNNER_TEMP/comment.md" --source "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$(git rev-parse HEAD^2)" \
  > "$RUNNER_TEMP/plan.md" 2> "$RUNNER_TEMP/messages.txt" || code=$?
cat "$RUNNER_TEMP/plan.md" "$RUNNER_TEMP/messages.txt"
{
  echo
  head -c 900000 "$RUNNER_TEMP/plan.md"
  echo
} >> "$GITHUB_STEP_SUMMARY"
cp "$RUNNER_TEMP/plan.md" "$folder/plan.md"

# 0: nothing is pending; 2: something will be written, or would be in mode manage.
if [ "$code" -eq 0 ] || [ "$code" -eq 2 ]; then
  echo "Rien n'est publié avant la fusion." | tee -a "$GITHUB_STEP_SUMMARY"
  conclude "$(if [ -s "$notes" ]; then echo warning; else echo green; fi)" < "$RUNNER_TEMP/comment.md"
  exit 0
fi
if [ "$code" -eq 3 ]; then
  cat > "$RUNNER_TEMP/reason.md" <<END
### ✘ Une personne doit décider

Ce qui est marqué ⛔ ou « en attente » ne serait pas fait après la fusion : ces fiches resteraient telles quelles. Chaque ligne
indique la correction ou la commande. Si la cause n'est pas dans cette demande, prévenez l'équipe open data.
END
  tee -a "$GITHUB_STEP_SUMMARY" < "$RUNNER_TEMP/reason.md"
  conclude red < <(cat "$RUNNER_TEMP/reason.md" && echo && cat "$RUNNER_TEMP/comment.md")
  exit "$code"
fi

# A catalogue that does not answer (a message that begins with ✘, or none in time) is no mistake of the author. An
# error that only the catalogue can find, such as an unknown organization, would stop the publication.
first="$(head -n 1 "$RUNNER_TEMP/messages.txt")"
verdict=warning
if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
  title="Publication prévue : comparaison trop longue"
  reason="Elle n'a pas fini en cinq minutes : un catalogue répond lentement, ou cette demande est très grande. Relisez-la sans ce plan."
elif { [ "$code" -eq 1 ] && [[ "$first" == "✘"* ]]; }; then
  title="Publication prévue : comparaison impossible pour l'instant"
  reason="Un catalogue n'a pas pu être lu. Les manifestes sont valides et vous n'avez rien à corriger."
elif [ "$code" -eq 1 ] && [ "$moved" = yes ]; then
  title="Publication prévue : comparaison impossible avec les catalogues actuels"
  reason="Les manifestes sont valides avec ceux de cette demande."
else
  verdict=red
  title="✘ Publication impossible en l'état"
  reason="Ce qui suit empêcherait la publication après la fusion."
fi
{
  echo "### $title"
  echo
  echo "$reason"
  echo
  shorten 50000 < "$RUNNER_TEMP/messages.txt" | sed 's/^/    /'
} > "$RUNNER_TEMP/reason.md"
cat "$RUNNER_TEMP/reason.md" >> "$GITHUB_STEP_SUMMARY"
conclude "$verdict" < "$RUNNER_TEMP/reason.md"
if [ "$verdict" = red ]; then
  exit "$code"
fi
echo "::warning title=Publication prévue::La comparaison avec les catalogues n'a pas pu être faite : voir le résumé." | obey
