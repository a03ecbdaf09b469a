# Part of verify.sh: the Arch package, by makepkg as it is on Debian.

# For root in a namespace where it is nobody special: makepkg refuses root. Its step that builds gets the program that was
# built above from the same source, instead of building it once more.
make_arch() {
  local work=$out/arch
  rm -rf "$work"
  mkdir -p "$work/bin"
  cp packaging/arch/PKGBUILD "$work/"
  git archive --prefix="jackfield-$version/" -o "$work/jackfield-$version.tar.gz" HEAD
  printf '#!/bin/sh\nmkdir -p target/release\nexec cp "%s" target/release/jackfield\n' \
    "$PWD/target/release/jackfield" >"$work/bin/cargo"
  chmod +x "$work/bin/cargo"
  local nobody=()
  [ ${#as_root[@]} != 0 ] || nobody=(unshare --user --map-user=1000 --map-group=1000)
  (cd "$work" && PATH="$work/bin:$PATH" PKGEXT=.pkg.tar.zst PKGDEST=$out SRCDEST=$work CARCH=x86_64 \
    "${nobody[@]}" makepkg --nodeps --force --noconfirm)
}
contents_of_arch() {
  rm -rf "$out/tree"
  packaging/linux/install.sh target/release/jackfield "$out/tree/usr"
  diff <(cd "$out/tree" && find . -type f | sort) <(bsdtar -tf "$out/jackfield-$version-1-x86_64.pkg.tar.zst" |
    grep -v -e '/$' -e '^\.' | sed 's#^#./#; s#\(/man1/.*\)\.gz#\1#' | sort)
}

try "Arch package built" make_arch
try "Arch package has the files of every package" contents_of_arch
skip "Arch package with its dependencies" "there is no Arch here, only its package tools"
