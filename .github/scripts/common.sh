# Sourced first by every script that runs the tool: `$publisher`. PUBLISHER names its program where that is not in `.venv`.
set -eo pipefail

# The output of the tool may quote a manifest or a catalogue: GitHub must obey no command in it.
exec 2>&1
guard="$("$(dirname "${PUBLISHER:-.venv/bin/publisher}")/python" -c 'import secrets; print(secrets.token_hex(16))')"
echo "::stop-commands::$guard"

publisher="${PUBLISHER:-.venv/bin/publisher}"

# Sets `managed`, the names of the catalogues in mode manage, and `chosen`, the options that select them. The others
# cannot be written, and are not called.
choose_managed_catalogs() {
  managed="$("$publisher" --lang en | sed -n 's/^A sync writes to: \(.*\)\.$/\1/p')"
  chosen=()
  for name in ${managed//,/}; do
    chosen+=(--catalog "$name")
  done
}
