#!/usr/bin/env bash
# Packs a program for Windows: build.sh JACKFIELD.EXE FOLDER makes a .zip, a .msi and a setup program in FOLDER.
set -euo pipefail
program=$(realpath "${1:?the program for Windows}") out=$(realpath "${2:?where the packages are put}")
here=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml" | head -n 1)
name=jackfield-$version-x86_64-windows
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir "$name"
cp "$program" "$name/jackfield.exe"
# The same without a console of its own: for the menu, where a black window would open beside the real one. A program
# that is to be both would have to attach to its parent's console by unsafe calls, and the shell would not wait for it.
x86_64-w64-mingw32-objcopy --subsystem windows "$name/jackfield.exe" "$name/jackfieldw.exe"
cp "$here/../assets/THIRD_PARTY.txt" "$name/"
for licence in LICENSE-MIT LICENSE-APACHE; do sed 's/$/\r/' "$here/../$licence" >"$name/$licence.txt"; done
rm -f "$out/$name.zip"
7z a -bd -tzip "$out/$name.zip" "$name" >/dev/null

cp "$here"/windows/jackfield.{wxs,nsi} "$here/icons/jackfield.ico" "$name/"
cd "$name"
wixl -a x64 -D "Version=$version" -o "$out/$name.msi" jackfield.wxs
makensis -WX -V2 "-DVERSION=$version" "-DOUT=$out/$name-setup.exe" jackfield.nsi
