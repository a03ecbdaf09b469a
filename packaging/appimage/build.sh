#!/usr/bin/env bash
# Makes the folder that an AppImage holds: build.sh PROGRAM APPDIR [RUNTIME IMAGE]
# With RUNTIME (https://github.com/AppImage/type2-runtime) the image too: it is the runtime with the folder behind it.
set -euo pipefail
program=${1:?the built program} folder=${2:?a new folder} runtime=${3:-} image=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
id=io.github.jackfield.jackfield

"$here/../linux/install.sh" "$program" "$folder/usr"
ln -s usr/share/applications/$id.desktop "$folder/$id.desktop"
ln -s usr/share/icons/hicolor/256x256/apps/$id.png "$folder/$id.png"
ln -s $id.png "$folder/.DirIcon"
# What it loads while it runs (X11, EGL, fontconfig) belongs to the screen it runs on and is never brought along.
ln -s usr/bin/jackfield "$folder/AppRun"

if [ -n "$runtime" ]; then
  mksquashfs "$folder" "$image.squashfs" -root-owned -noappend -quiet -comp zstd
  cat "$runtime" "$image.squashfs" >"$image"
  chmod +x "$image"
  rm "$image.squashfs"
fi
