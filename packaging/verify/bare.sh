# Part of verify.sh: the .deb in a bare Debian 12, where only what it depends on is installed with it. Needs root.

deb=$out/jackfield_$version-1_amd64.deb
older=$(find "$out/older" -name jackfield.deb -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2)
bare=$out/bare here=$PWD/packaging/verify

# Made once; each run gets a copy.
make_bare() {
  [ -e "$out/bare.tar" ] || {
    rm -rf "$bare"
    debootstrap --variant=minbase bookworm "$bare" http://deb.debian.org/debian
    tar -C "$bare" -cf "$out/bare.tar.new" .
    mv "$out/bare.tar.new" "$out/bare.tar"
  }
  rm -rf --one-file-system "$bare"
  mkdir "$bare"
  tar -C "$bare" -xpf "$out/bare.tar"
  cp /etc/resolv.conf "$bare/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' | install -m 755 /dev/stdin "$bare/usr/sbin/policy-rc.d"
  chroot "$bare" useradd --create-home --shell /bin/bash tester
}

# Mounts end with the process that runs the command.
within() {
  # shellcheck disable=SC2016
  unshare --mount --pid --fork sh -ec 'mount -t proc proc "$0/proc"; mount --bind /dev "$0/dev"
    mkdir -p "$0/tmp/.X11-unix"; if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"; fi
    bare=$0; exec chroot "$bare" "$@"' "$bare" "$@"
}
as_tester() { within su tester -c "export HOME=/home/tester LC_ALL=C.UTF-8; $1"; }
apt() { within env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends "$@"; }

install_it() {
  cp "$deb" "$bare/root/"
  apt update
  apt install "/root/${deb##*/}"
}
# A person's presets and settings, and two profiles that have paired, talked and sent a file.
use_older() {
  cp "$deb" "$bare/root/"
  cp "$older" "$bare/root/older.deb"
  apt update
  apt install /root/older.deb
  cp "$here/use.sh" "$bare/home/tester/"
  as_tester 'bash ~/use.sh before'
  tables
}
upgrade() {
  apt install "/root/${deb##*/}"
  as_tester 'jackfield --version' | grep -F "$version"
  as_tester 'bash ~/use.sh after'
  [ "$(tables)" = "$(sed -n 's/^const STEPS.*; \([0-9]*\)\].*/\1/p' src/pair/ledger/shape.rs)" ]
}
# The version of the ledger; what was said must be in it.
tables() {
  python3 - "$bare/home/tester/.local/share/jackfield/pair/ledger.sqlite" <<'P'
import sqlite3, sys
ledger = sqlite3.connect(sys.argv[1])
assert any(b"said before" in said for said, in ledger.execute("SELECT said FROM item"))
print(ledger.execute("PRAGMA user_version").fetchone()[0])
P
}
tour() { as_tester 'jackfield tour' | tee /dev/stderr | grep -q 9999; }

# The program there, in a language, and what is done in its window.
in_window_there() {
  local program=$1 language=$2
  shift 2
  there() { as_tester "export DISPLAY=$DISPLAY; exec timeout 300 $program --language $language"; }
  in_window there "$@"
}
tutorial() {
  until_read Trythetutorial eng window-en
  click_on tutorial
  # What the server greets with.
  until_read '欢迎\|访问\|菜鸟' chi_sim window-tutorial
}
window_in_english() { in_window_there /usr/bin/jackfield en tutorial; }
window_in_chinese() { in_window_there /usr/bin/jackfield zh-CN until_read 监听 chi_sim window-zh-CN; }
app_dir_there() {
  cp -a "$out/AppDir" "$bare/opt/AppDir"
  in_window_there /opt/AppDir/AppRun en until_read Listen eng window-appdir
  rm -r "$bare/opt/AppDir"
}
purge() {
  apt purge jackfield
  # What the person made stays theirs; and the package manager remembers that it was there.
  local left
  left=$(find "$bare" -xdev -iname '*jackfield*' ! -path "$bare/home/tester/*" ! -path "$bare/root/*.deb")
  [ -z "$left" ] || { echo "left behind: $left"; return 1; }
  [ ! -e "$bare/home/tester/use.sh" ] || ls "$bare/home/tester/.config/jackfield/presets.toml"
}

try "a bare Debian 12" make_bare
if [ -n "$older" ]; then
  try ".deb of an older version installed there, with its dependencies alone, and used" use_older
  try ".deb upgrades it: presets, settings, pairs, texts and files are kept" upgrade
else
  try ".deb installed there, with its dependencies alone" install_it
fi
try "the tour runs there" tour
try "the window opens there and runs the tutorial" window_in_english
try "the window is read in Chinese there, without a font installed" window_in_chinese
if [ -d "$out/AppDir" ]; then try "AppDir opens its window there" app_dir_there; fi
try ".deb purged without leftovers" purge
rm -rf --one-file-system "$bare"
