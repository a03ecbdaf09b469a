# Part of verify.sh: the .deb, built and read; what it does when it is installed is in bare.sh.

deb=$out/jackfield_$version-1_amd64.deb
older=$out/jackfield_0.0.1-1_amd64.deb

make_deb() {
  tool cargo-deb 3.8.0
  cargo deb --locked --no-build --quiet --output "$deb"
  cargo deb --locked --no-build --quiet --deb-version 0.0.1-1 --output "$older"
}
contents() {
  rm -rf "$out/tree"
  packaging/linux/install.sh target/release/jackfield "$out/tree/usr"
  diff <(cd "$out/tree" && find . -type f ! -path '*/share/licenses/*' | sort) \
    <(dpkg-deb -c "$deb" | awk '$1 !~ /^d/ { print $6 }' | grep -v -e /share/doc/ -e /share/lintian/ |
      sed 's#\(/man1/.*\)\.gz#\1#; s#zsh/vendor-completions#zsh/site-functions#' | sort)
}
try ".deb built" make_deb
try ".deb without a complaint of lintian" lintian --allow-root --fail-on error,warning "$deb"
try ".deb has the files of every package" contents
