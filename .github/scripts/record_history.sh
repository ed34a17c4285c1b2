#!/usr/bin/env bash
# Appends what the runs with a journal here wrote to the file `history.jsonl` of the branch `history`, and pushes it: a
# line for each entry, without values. Needs GH_TOKEN, a token that may push; no token of a catalogue.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

branch=history file=history.jsonl
folder="$RUNNER_TEMP/history"
address="$(git remote get-url origin)"
gh auth setup-git # git asks gh for the token: it is in no command line and in no file

# Another run may push between reading and pushing: then the push is refused, and this begins again.
for pause in 1 3 10 30 0; do
  rm -rf "$folder"
  git init --quiet --initial-branch="$branch" "$folder"
  if [ -n "$(git ls-remote "$address" "refs/heads/$branch")" ]; then
    git -C "$folder" fetch --quiet --depth=1 "$address" "$branch"
    git -C "$folder" reset --quiet --hard FETCH_HEAD
  fi

  "$publisher" runs record "$folder/$file" --lang fr | tee "$RUNNER_TEMP/recorded.txt"
  if [ ! -e "$folder/$file" ] || [ -z "$(git -C "$folder" status --porcelain)" ]; then
    echo "Rien de nouveau pour l'historique." | tee -a "$GITHUB_STEP_SUMMARY"
    exit 0
  fi

  git -C "$folder" add "$file"
  git -C "$folder" -c user.name='github-actions[bot]' \
    -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
    commit --quiet --message "$(cat "$RUNNER_TEMP/recorded.txt")"
  if git -C "$folder" push --quiet "$address" "HEAD:refs/heads/$branch"; then
    cat "$RUNNER_TEMP/recorded.txt" >> "$GITHUB_STEP_SUMMARY"
    exit 0
  fi
  sleep "$pause"
done

echo "✘ L'historique n'a pas pu être enregistré. « Re-run failed jobs » recommence, sans rien publier." | tee -a "$GITHUB_STEP_SUMMARY"
exit 1
