# Part of verify.sh: the .rpm, as far as it can be tried without a Fedora.

rpm=$out/jackfield-$version-1.x86_64.rpm

make_rpm() {
  tool cargo-generate-rpm 0.21.1
  cargo generate-rpm --output "$rpm"
  rpm -K "$rpm"
  rpm -qp --info --requires "$rpm"
}
contents_of_rpm() {
  rm -rf "$out/tree"
  packaging/linux/install.sh target/release/jackfield "$out/tree/usr"
  diff <(cd "$out/tree" && find . -type f | sort) <(rpm -qpl "$rpm" | sed 's#^#.#; s#\(/man1/.*\)\.gz#\1#' | sort)
}
install_rpm() {
  "${as_root[@]}" rm -rf "$out/rpm-root"
  mkdir "$out/rpm-root"
  "${as_root[@]}" rpm --root "$out/rpm-root" --initdb
  "${as_root[@]}" rpm --root "$out/rpm-root" -i --nodeps "$rpm"
  "$out/rpm-root/usr/bin/jackfield" --version | grep -F "$version"
  "${as_root[@]}" rpm --root "$out/rpm-root" -e --nodeps jackfield
  # The folder of the licences stays, empty: cargo-generate-rpm has no way to say that a folder is ours.
  [ -z "$(find "$out/rpm-root/usr" -iname '*jackfield*' ! -type d)" ]
}

try ".rpm built" make_rpm
try ".rpm has the files of every package" contents_of_rpm
try ".rpm installed into a folder, started, taken away" install_rpm
try ".rpm without an error of rpmlint" rpmlint -c packaging/linux/rpmlint.toml "$rpm"
skip ".rpm with its dependencies on Fedora" "there is no Fedora here; the release workflow installs it in a container"
