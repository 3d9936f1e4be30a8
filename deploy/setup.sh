#!/usr/bin/env bash
# Set up what the desk runs on: two Python environments from locked, hashed requirements.
# Usage: deploy/setup.sh [--dev]     (--dev adds the tools that tests and checks need)
# A finished environment holds a stamp; with valid stamps this script does nothing, at once.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

readonly UV_LOCKED=requirements/tools.txt
readonly ENGINE_NEEDS_MB=4000 SERVICE_NEEDS_MB=600
export UV_LINK_MODE="${UV_LINK_MODE:-hardlink}" UV_NO_PROGRESS=1
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

wants_dev=0
[[ "${1:-}" == --dev ]] && wants_dev=1
step=0 steps=0 child='' log='' started=$SECONDS

main() {
  local service=requirements/service.txt level=service
  ((wants_dev)) && service=requirements/dev.txt level=dev
  need_service=1 need_engine=1
  has_stamp .venv "$level" "$service" && need_service=0
  has_stamp .venv-engine engine requirements/engine.txt && need_engine=0
  ((need_service + need_engine)) || return 0

  check_machine
  one_at_a_time
  log=$(mktemp) || refuse "Folder sementara tidak dapat ditulisi; beri ruang pada ${TMPDIR:-/tmp}."
  trap stop_child INT TERM HUP
  trap 'rm -f "$log"' EXIT
  steps=$((need_service + need_engine + 1))
  say "Memeriksa alat pemasang"
  find_uv
  ((need_service)) && install_environment .venv 3.11 "$level" "$service" "lingkungan layanan"
  ((need_engine)) && install_environment .venv-engine 3.10 engine requirements/engine.txt \
    "lingkungan asisten (sekitar 3 GB, beberapa menit)"
  printf 'Pemasangan selesai dalam %s detik.\n' $((SECONDS - started))
}

# --- stamps: what was asked for, written when all of it is there

stamp_of() { # LEVEL FILE
  printf '%s %s\n' "$1" "$(sha256sum <"$2" | cut -d' ' -f1)"
}

has_stamp() { # FOLDER LEVEL FILE
  [[ -x $1/bin/python && -f $1/installed.stamp ]] &&
    grep -qxF "$(stamp_of "$2" "$3")" "$1/installed.stamp"
}

install_environment() { # FOLDER PYTHON LEVEL FILE NAME
  local folder=$1 python=$2 level=$3 file=$4 name=$5
  say "Memasang $name"
  # Without a stamp nothing in the folder is trusted: a killed install leaves half packages.
  # The packages themselves come from uv's cache the second time.
  if [[ ! -f $folder/installed.stamp ]]; then
    rm -rf "$folder" || refuse "Folder $PWD/$folder tidak dapat dihapus; beri izin tulis lalu jalankan lagi."
    with_progress "$uv" venv --no-project --python "$python" "$folder" || explain "$python"
  fi
  rm -f "$folder/installed.stamp"
  with_progress "$uv" pip sync --python "$folder/bin/python" --require-hashes \
    --compile-bytecode "$file" || explain "$python"
  {
    stamp_of "$level" "$file"
    # The development requirements contain the service's at the same versions.
    if [[ $level == dev ]]; then stamp_of service requirements/service.txt; fi
  } >"$folder/installed.stamp.new" && mv "$folder/installed.stamp.new" "$folder/installed.stamp" ||
    refuse "Folder $PWD/$folder tidak dapat ditulisi; beri izin tulis lalu jalankan lagi."
}

# --- the installer

find_uv() {
  local candidate
  for candidate in uv .venv-tools/bin/uv "$HOME/.local/bin/uv"; do
    if uv=$(command -v "$candidate") && "$uv" --version >/dev/null 2>&1; then return; fi
  done
  command -v python3 >/dev/null ||
    refuse "Python 3 belum ada; pasang dahulu, misalnya: apt-get install python3 python3-venv."
  rm -rf .venv-tools
  python3 -m venv .venv-tools >"$log" 2>&1 ||
    refuse "Python di mesin ini tidak dapat membuat lingkungan (ensurepip tidak ada); pasang dahulu, misalnya: apt-get install python3-venv."
  with_progress .venv-tools/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r "$UV_LOCKED" || explain 3
  uv=$PWD/.venv-tools/bin/uv
}

# --- checks before anything is fetched

check_machine() {
  [[ $(uname -s) == Linux ]] ||
    refuse "Tanya Loket hanya berjalan di Linux; mesin ini memakai $(uname -s). Di Windows pakailah WSL."
  if ! { mkdir -p var && [[ -w . && -w var ]]; } 2>/dev/null; then
    refuse "Folder $PWD tidak dapat ditulisi; beri izin tulis, atau salin proyek ke folder lain."
  fi
  chmod 711 var 2>/dev/null
  local needed=0
  ((need_service)) && needed=$((needed + SERVICE_NEEDS_MB))
  ((need_engine)) && needed=$((needed + ENGINE_NEEDS_MB))
  check_room "$PWD" "$needed"
  # uv unpacks into its cache; on the same file system the environments only link to it.
  local cache=${UV_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}}
  while [[ ! -d $cache ]]; do cache=$(dirname "$cache"); done
  [[ $(stat -c %d "$cache") == "$(stat -c %d .)" ]] || check_room "$cache" "$needed"
}

check_room() { # FOLDER MEGABYTES
  local free
  free=$(df -Pm "$1" | awk 'NR == 2 {print $4}')
  ((free >= $2)) ||
    refuse "Sisa ruang disk untuk $1 hanya $free MB; sediakan paling sedikit $2 MB lalu jalankan lagi."
}

one_at_a_time() {
  exec 9>var/setup.lock || refuse "Folder $PWD/var tidak dapat ditulisi; beri izin tulis lalu jalankan lagi."
  if ! flock -n 9; then
    printf 'Pemasangan lain sedang berjalan; menunggu ...\n'
    flock 9
    exec "$PWD/deploy/setup.sh" $( ((wants_dev)) && printf -- --dev) # what it installed may be enough
  fi
}

# --- telling

say() {
  step=$((step + 1))
  printf '[%s/%s] %s ...\n' "$step" "$steps" "$1"
}

with_progress() { # COMMAND... : its words go to the log, the seconds to the terminal
  # It inherits the lock: when only this script is killed, the next one waits for it.
  local begun=$SECONDS passed
  "$@" >"$log" 2>&1 &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.2
    passed=$((SECONDS - begun))
    if [[ -t 1 ]]; then
      printf '\r      %s detik ' "$passed"
    elif ((passed && passed % 15 == 0 && passed != ${told:-0})); then
      told=$passed
      printf '      %s detik\n' "$passed"
    fi
  done
  [[ -t 1 ]] && printf '\r                  \r'
  wait "$child"
  local code=$?
  child=''
  return $code
}

explain() { # PYTHON : turn the installer's words into one sentence
  if grep -qiE 'no space left|disk quota' "$log"; then
    refuse "Disk penuh saat memasang; sediakan paling sedikit $ENGINE_NEEDS_MB MB lalu jalankan lagi."
  elif grep -qiE 'no interpreter found|no download found|failed to (download|extract).*python|python-build-standalone' "$log"; then
    refuse "Python $1 tidak ada di mesin ini dan tidak dapat diunduh; pasang dahulu Python $1 (misalnya lewat pyenv, deadsnakes, atau conda) lalu jalankan lagi."
  elif grep -qiE 'dns error|failed to lookup|error sending request|connection (refused|reset)|timed out|temporary failure in name|network is unreachable|failed to fetch|newconnectionerror' "$log"; then
    refuse "Paket tidak dapat diunduh; periksa sambungan internet (atau pengaturan proxy), lalu jalankan lagi."
  elif grep -qiE 'hash mismatch|do not match the hashes|hashes? (is|are) required' "$log"; then
    refuse "Paket yang diunduh tidak sama dengan yang dikunci; jangan dipakai. Periksa alamat paket (index) yang dipakai mesin ini."
  elif grep -qiE 'permission denied|read-only file system' "$log"; then
    refuse "Ada folder yang tidak dapat ditulisi: $(grep -iE -m1 'permission denied|read-only' "$log")"
  fi
  cp "$log" var/setup.log 2>/dev/null
  refuse "Pemasangan gagal: $(grep -v '^ *$' "$log" | tail -n 1) (selengkapnya di var/setup.log)"
}

refuse() {
  printf '%s\n' "$1" >&2
  exit 1
}

stop_child() {
  [[ -n $child ]] && kill "$child" 2>/dev/null && wait "$child" 2>/dev/null
  printf '\nPemasangan dihentikan; jalankan lagi untuk meneruskan.\n' >&2
  exit 130
}

main
