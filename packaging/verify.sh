#!/usr/bin/env bash
# Builds every package that this machine can, and tries each: installs it, starts it, upgrades it, takes it away.
# Prints PASS, FAIL or SKIP with the reason for each; ends with 1 where one failed. Everything is in target/packages.
# verify.sh [NAME…] takes only the parts whose names are given: files, linux, debian, bare, fedora, arch, windows, wine, other.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PWD/target/tools/bin:$PATH" LC_ALL=C.UTF-8
packaging/linux/setup.sh verify

id=io.github.jackfield.jackfield
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
out=$PWD/target/packages
parts=${*:-files linux debian bare fedora arch windows wine other}
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -E "PATH=$PATH")
failed=0 skipped=0 passed=0
mkdir -p "$out/log"

# What is tried: its name, then the command; what that says is shown where it fails.
try() {
  local name=$1 log=$out/log/${1//[ \/]/-}.log
  shift
  # Not as a condition itself: within one, nothing stops at a command that fails.
  set +e
  (set -e; "$@") >"$log" 2>&1 </dev/null
  local code=$?
  set -e
  if [ $code = 0 ]; then
    passed=$((passed + 1))
    printf 'PASS  %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAIL  %s: %s\n' "$name" "$log"
    tail -n 15 "$log" | sed 's/^/        /'
  fi
}
skip() { skipped=$((skipped + 1)); printf 'SKIP  %s: %s\n' "$1" "$2"; }

# A tool in Rust, of a fixed version, in target/tools.
tool() {
  [ -x "target/tools/bin/$1" ] && grep -q "^\"$1 $2 " target/tools/.crates.toml ||
    nice cargo install --quiet --locked --root target/tools --target-dir target/tools/build "$1@$2"
}

# Rust's standard library for another system; whether it is there.
has_target() {
  rustup target list --installed 2>/dev/null | grep -qx "$1" || {
    echo "rustup adds the standard library for $1."
    rustup target add "$1" >/dev/null 2>&1
  }
}
# Builds for another system, where the code that is for it alone is seen by nobody else.
without_warnings() {
  "$@" 2>&1 | tee /dev/stderr | { ! grep -m 1 '^warning'; }
}

# shellcheck source=packaging/verify/window.sh
. packaging/verify/window.sh
for part in $parts; do
  [ -e "packaging/verify/$part.sh" ] || { echo "verify.sh: $part is none of its parts." >&2; exit 2; }
done
if [ "$parts" != files ] && [ "$parts" != bare ]; then
  echo "The program is built; that takes minutes where nothing of it is built yet."
  # What About and crash reports name.
  JACKFIELD_COMMIT=${JACKFIELD_COMMIT-$(git rev-parse --short=12 HEAD 2>/dev/null || true)}
  export JACKFIELD_COMMIT
  nice cargo build --release --locked
  mkdir -p "$out/man/zh_CN"
  for page in jackfield.1 zh_CN/jackfield.1; do gzip -9nc "packaging/man/$page" >"$out/man/$page.gz"; done
fi
for part in $parts; do
  if [ "$part" = bare ] && [ ${#as_root[@]} != 0 ]; then
    "${as_root[@]}" packaging/verify.sh bare || failed=$((failed + 1))
  else
    # shellcheck source=/dev/null
    . "packaging/verify/$part.sh"
  fi
done

echo "$passed passed, $failed failed, $skipped could not be tried here."
ls -sh1 "$out" | grep -E '\.(deb|rpm|zst|zip|msi|exe|gz|squashfs)$' || true
[ $failed = 0 ]
