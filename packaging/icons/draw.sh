#!/usr/bin/env bash
# Draws every size of the icon from the two SVG files: PNGs for Linux and the window, .ico, .icns.
set -euo pipefail
cd "$(dirname "$0")"
id=io.github.jackfield.jackfield
target=${1:-.}                                      # another folder: to see whether what is here is current
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for side in 16 24 32 48 64 128 256 512; do
  folder=$target/hicolor/${side}x$side/apps
  mkdir -p "$folder"
  rsvg-convert -w $side -h $side "$id.svg" -o "$folder/$id.png"
done
# Larger than any of the others, for macOS alone.
rsvg-convert -w 1024 -h 1024 "$id.svg" -o "$work/1024.png"

png() { echo "$target/hicolor/${1}x$1/apps/$id.png"; }
icotool -c -o "$target/jackfield.ico" "$(png 16)" "$(png 24)" "$(png 32)" "$(png 48)" "$(png 64)" --raw="$(png 256)"
png2icns "$target/jackfield.icns" "$(png 16)" "$(png 32)" "$(png 48)" "$(png 128)" "$(png 256)" "$(png 512)" "$work/1024.png" >/dev/null
