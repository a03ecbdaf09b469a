# Part of verify.sh: what runs on any Linux, as an archive and as the folder of an AppImage.

archive=jackfield-$version-x86_64-linux
make_archive() {
  rm -rf "${out:?}/$archive"
  packaging/linux/install.sh target/release/jackfield "$out/$archive"
  tar -C "$out" --owner=0 --group=0 --sort=name -czf "$out/$archive.tar.gz" "$archive"
  "$out/$archive/bin/jackfield" --version | grep -F "$version"
  "$out/$archive/bin/jackfield" tour >"$out/tour.txt"
}
# What the program wants of the C library is what the oldest system must have: Ubuntu 22.04 has 2.35.
old_enough() {
  local needs
  needs=$(objdump -T target/release/jackfield | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -n 1)
  echo "needs $needs"
  [ "$(printf '%s\nGLIBC_2.35\n' "$needs" | sort -V | tail -n 1)" = GLIBC_2.35 ]
}
app_dir() {
  rm -rf "$out/AppDir" "$out/jackfield.squashfs"
  packaging/appimage/build.sh target/release/jackfield "$out/AppDir"
  appstreamcli validate-tree --no-net "$out/AppDir"
  "$out/AppDir/AppRun" --version | grep -F "$version"
  mksquashfs "$out/AppDir" "$out/jackfield.squashfs" -root-owned -noappend -quiet -comp zstd
}

try "archive for Linux" make_archive
try "C library of Ubuntu 22.04 or Debian 12 is enough" old_enough
try "AppDir, and its image in a file" app_dir
skip "AppImage" "its runtime is only on GitHub; the release workflow puts it before the image"
