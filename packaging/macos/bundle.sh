#!/usr/bin/env bash
# Lays out Jackfield.app: bundle.sh PROGRAM FOLDER. Signing it and packing it into a .dmg needs a Mac.
set -euo pipefail
program=${1:?the built program} folder=${2:?where the bundle is made}
here=$(cd "$(dirname "$0")/.." && pwd)
contents=$folder/Jackfield.app/Contents
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)

mkdir -p "$contents/MacOS" "$contents/Resources"
sed "s/@VERSION@/$version/" "$here/macos/Info.plist.in" >"$contents/Info.plist"
printf 'APPL????' >"$contents/PkgInfo"
install -m 755 "$program" "$contents/MacOS/jackfield"
install -m 644 "$here/icons/jackfield.icns" "$here/../LICENSE-MIT" "$here/../LICENSE-APACHE" \
  "$here/../assets/THIRD_PARTY.txt" "$contents/Resources/"
