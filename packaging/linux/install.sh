#!/usr/bin/env bash
# Puts a built program and all that goes with it below a folder: install.sh PROGRAM FOLDER, as with `make install`
# (FOLDER is /usr/local, or $DESTDIR/usr in a package). Every package has these files.
set -euo pipefail
program=${1:?the built program} to=${2:?a folder such as /usr/local}
id=io.github.jackfield.jackfield
here=$(cd "$(dirname "$0")/.." && pwd)

put() { install -D -m "$1" "$2" "$to/$3"; }

put 755 "$program" bin/jackfield
put 644 "$here/linux/$id.desktop" "share/applications/$id.desktop"
put 644 "$here/linux/$id.metainfo.xml" "share/metainfo/$id.metainfo.xml"
for picture in "$here"/icons/hicolor/*/apps/$id.png; do
  put 644 "$picture" "share/icons/hicolor/${picture#"$here"/icons/hicolor/}"
done
put 644 "$here/icons/$id.svg" "share/icons/hicolor/scalable/apps/$id.svg"
put 644 "$here/icons/$id-symbolic.svg" "share/icons/hicolor/symbolic/apps/$id-symbolic.svg"
put 644 "$here/man/jackfield.1" share/man/man1/jackfield.1
put 644 "$here/man/zh_CN/jackfield.1" share/man/zh_CN/man1/jackfield.1
put 644 "$here/completions/jackfield.bash" share/bash-completion/completions/jackfield
put 644 "$here/completions/_jackfield" share/zsh/site-functions/_jackfield
put 644 "$here/completions/jackfield.fish" share/fish/vendor_completions.d/jackfield.fish
for licence in LICENSE-APACHE LICENSE-MIT assets/THIRD_PARTY.txt; do
  put 644 "$here/../$licence" "share/licenses/jackfield/${licence##*/}"
done
