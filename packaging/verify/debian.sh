# Part of verify.sh: the .deb, built and read; what it does when it is installed is in bare.sh.

deb=$out/jackfield_$version-1_amd64.deb

make_deb() {
  tool cargo-deb 3.8.0
  cargo deb --locked --no-build --quiet --output "$deb"
}
# What is upgraded: the release before; until there is one, a commit whose ledger is of version 1. Made once.
older_commit=$(git describe --tags --abbrev=0 --match 'v*' HEAD^ 2>/dev/null || echo 6835075e0ccb5123da959fc333c0ab2ae24c286d)
older=$out/older/$older_commit/jackfield.deb
make_older() {
  local from=${older%/*}
  [ ! -e "$older" ] || return 0
  rm -rf "$from"
  mkdir -p "$from"
  git archive "$older_commit" | tar -xC "$from"
  cd "$from"
  # The crates that it shares with this version are compiled already.
  JACKFIELD_COMMIT=${older_commit:0:12} CARGO_BUILD_BUILD_DIR=$out/../ \
    nice cargo build --release --locked --target-dir "$from/target"
  mkdir -p target/packages
  cargo deb --locked --no-build --quiet --deb-version 0.0.1-1 --output "$older.new"
  mv "$older.new" "$older"
}
contents() {
  rm -rf "$out/tree"
  packaging/linux/install.sh target/release/jackfield "$out/tree/usr"
  diff <(cd "$out/tree" && find . -type f ! -path '*/share/licenses/*' | sort) \
    <(dpkg-deb -c "$deb" | awk '$1 !~ /^d/ { print $6 }' | grep -v -e /share/doc/ -e /share/lintian/ |
      sed 's#\(/man1/.*\)\.gz#\1#; s#zsh/vendor-completions#zsh/site-functions#' | sort)
}
try ".deb built" make_deb
if git cat-file -e "$older_commit^{commit}" 2>/dev/null; then
  try ".deb of an older version built" make_older
else
  skip ".deb of an older version" "$older_commit is not in this clone: git fetch --unshallow"
fi
try ".deb without a complaint of lintian" lintian --allow-root --fail-on error,warning "$deb"
try ".deb has the files of every package" contents
