# Sourced by the two scripts of a pull request's check, after common.sh. They run in the merge commit that GitHub makes:
# HEAD^1 is the base branch, HEAD^2 the last commit of the pull request. For comment.yml they leave in the folder
# `pull-request`:
#   comment.md    the findings, or the plan, short enough for a comment
#   plan.md       the same, whole
#   result.json   {"format_version": 1, "verdict": "green", "warning" or "red"}
scripts="$(dirname "${BASH_SOURCE[0]}")"
folder=pull-request
: "${guard:?}" "${publisher:?}" # of common.sh
notes="$RUNNER_TEMP/notes.md"

# Prints the commands on the standard input, which must be of our own making, so that GitHub obeys them.
obey() {
  printf '\n::%s::\n' "$guard"
  cat
  echo "::stop-commands::$guard"
}

# Keeps a warning, a sentence without a line break: for the comment, the summary, and as an annotation with a title.
warn() {
  echo "- ⚠ $2" | tee -a "$notes" >> "$GITHUB_STEP_SUMMARY"
  echo "::warning title=$1::$2" | obey
}

# Copies the standard input, at most so many characters of it, to whole lines.
shorten() {
  "$(dirname "$publisher")/python" "$scripts/shorten.py" "$1"
}

# Writes comment.md from the standard input, after the warnings, and result.json.
conclude() {
  { if [ -s "$notes" ]; then cat "$notes" && echo; fi && cat; } > "$folder/comment.md"
  printf '{"format_version": 1, "verdict": "%s"}\n' "$1" > "$folder/result.json"
}
