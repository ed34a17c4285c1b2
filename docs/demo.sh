#!/usr/bin/env bash
# The main job, shown on this machine alone: `make demo`. Nothing leaves it, and the manifests of this folder stay as they are.
# PUBLISHER is the command to show; with a terminal the pages stay open at the end until you press Enter.
set -euo pipefail
cd "$(dirname "$0")/.."

PUBLISHER=$(realpath "${PUBLISHER:-.venv/bin/publisher}")
SHOWN=${SHOWN:-12}                      # lines of a long output
SCRATCH=$(mktemp -d)
EDITED=manifests/bron/panneaux-affichage-libre.yml

case "${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in fr*) FRENCH=1 ;; *) FRENCH= ;; esac

say() { if [ -n "$FRENCH" ]; then printf '\n== %s\n' "$2"; else printf '\n== %s\n' "$1"; fi; }
show() { printf '\n$ publisher %s\n' "$*"; }

# Run a command as it is shown; of a long output, the beginning and the end.
run() {
  show "$@"
  local status=0
  "$PUBLISHER" "$@" > "$SCRATCH/out" 2>&1 || status=$?
  if [ "$(wc -l < "$SCRATCH/out")" -le $((2 * SHOWN)) ]; then cat "$SCRATCH/out"; else
    head -n "$SHOWN" "$SCRATCH/out"; printf '  [...]\n'; tail -n 5 "$SCRATCH/out"
  fi
  return "$status"
}

finish() {
  [ -z "${SERVER:-}" ] || kill -INT "$SERVER" 2> /dev/null || true
  [ -z "${SERVER:-}" ] || wait "$SERVER" 2> /dev/null || true
  rm -rf "$SCRATCH"
}
trap finish EXIT

cp -R manifests "$SCRATCH/manifests"
cd "$SCRATCH"

say "1. The manifests are valid" "1. Les manifestes sont valides"
run validate

say "2. A sandbox imitates both catalogues" "2. Un bac à sable imite les deux catalogues"
show sandbox
"$PUBLISHER" sandbox > "$SCRATCH/pages" 2>&1 &
SERVER=$!
for _ in $(seq 100); do
  grep -q http "$SCRATCH/pages" && break
  kill -0 "$SERVER" 2> /dev/null || break
  sleep 0.1
done
grep -q http "$SCRATCH/pages" || { cat "$SCRATCH/pages" >&2; exit 1; }
cat "$SCRATCH/pages"

say "3. What a sync would do" "3. Ce que ferait une synchronisation"
run plan --sandbox

say "4. Publish" "4. Publier"
run sync --sandbox --yes

say "5. Edit one manifest (a copy)" "5. Modifier un manifeste (une copie)"
sed -i.before "s/^title: .*/title: Panneaux d'affichage libre de Bron (titre corrigé)/" "$EDITED"
diff "$EDITED.before" "$EDITED" || true
rm "$EDITED.before"
run plan --sandbox
run sync --sandbox --yes

say "6. Nothing is left to do" "6. Il ne reste rien à faire"
run plan --sandbox --exit-code

say "7. Where everything stands" "7. Où en est chaque producteur"
SHOWN=40 run status --matrix --sandbox

say "Look at the pages" "Les pages à regarder"
cat "$SCRATCH/pages"
if [ -t 0 ] && [ -t 1 ]; then
  if [ -n "$FRENCH" ]; then read -rp "Entrée pour terminer… " _; else read -rp "Enter to end… " _; fi
fi
