#!/usr/bin/env bash
# Installs what building, running, testing or measuring needs and the machine lacks: setup.sh run|test|bench|fuzz|verify
set -euo pipefail
what=${1:?run, test, bench, fuzz or verify}

# Each list says what it is for; only what is missing is installed.
build=(gcc libc6-dev)                                     # the compiler's linker and the C library
window=(libx11-6 libxcursor1 libxi6 libx11-xcb1 libxkbcommon-x11-0 libegl1 libgl1 libfontconfig1)
peers=(ncat socat netcat-openbsd python3 openssl curl redis-server nginx-light)  # programs the tests talk to
screen=(xvfb xdotool imagemagick openbox x11-utils)       # a display for the tests of the real window
assistance=(at-spi2-core dbus-daemon python3-gi gir1.2-atspi-2.0)  # what a screen reader stands on
system=(procps iproute2 nftables strace)                         # networks, faults and processes as the tests need them
# What is compared with; Packet Sender asks xrandr, on which it does not depend, whether there is a display.
compared=(ncat openssl openssh-server openssh-client b3sum xvfb xdotool xterm packetsender x11-xserver-utils)
validators=(desktop-file-utils appstream librsvg2-bin icoutils icnsutils file mandoc zsh fish bash)
packers=(debootstrap dpkg-dev lintian rpm rpmlint makepkg pacman-package-manager libarchive-tools squashfs-tools
  flatpak-builder nix-bin python3 python3-venv git libplist-utils jq)     # of the Linux packages, and what reads the manifests
cross=(gcc-mingw-w64-x86-64 wixl msitools nsis p7zip-full wine wine64)
reading=(tesseract-ocr tesseract-ocr-chi-sim)             # reads what the window shows, in Chinese too
rust=1.95                                                 # the oldest toolchain that builds this

has() { command -v "$1" >/dev/null 2>&1; }
older() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" != "$2" ]; }
rust_here() { cargo --version 2>/dev/null | awk '{ sub(/-.*/, "", $2); print $2 }'; }
rust_is_old() { ! has cargo || older "$(rust_here)" "$rust"; }
rust_lacks_tools() { [ "$what" = test ] && ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; }

packages=("${build[@]}")
case $what in
  run) [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || packages+=("${window[@]}") ;;
  bench) packages+=("${window[@]}" "${compared[@]}") ;;
  test) packages+=("${window[@]}" "${peers[@]}" "${screen[@]}" "${assistance[@]}" "${system[@]}") ;;
  fuzz) packages+=(g++) ;; # libFuzzer is C++
  verify) packages+=("${window[@]}" "${screen[@]}" "${validators[@]}" "${packers[@]}" "${cross[@]}" "${reading[@]}") ;;
  *) echo "setup.sh: run, test, bench, fuzz or verify, not $what." >&2; exit 2 ;;
esac
if rust_is_old && ! has rustup && ! has curl; then packages+=(curl ca-certificates); fi

install_packages() {
  local root=() policy=/usr/sbin/policy-rc.d
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || { echo "As root, please: apt-get install $*" >&2; exit 1; }
    root=(sudo)
  fi
  echo "To $what Jackfield, these Debian packages are installed now: $*"
  # redis and nginx are there to be talked to by the tests: none of them is to run as a service.
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" install -m 755 /dev/stdin $policy
    trap '"${root[@]}" rm -f '$policy EXIT
  fi
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  if [ -d /run/systemd/system ]; then
    for service in redis-server nginx; do
      case " $* " in *" $service"*) "${root[@]}" systemctl disable -q "$service" || true ;; esac
    done
  fi
  "${root[@]}" rm -f "$policy"
  trap - EXIT
}

install_rust() {
  if has rustup; then
    echo "Rust $rust or newer is needed (here: $(rust_here || true)): rustup installs the stable toolchain for this folder."
    rustup toolchain install stable --profile minimal -c rustfmt -c clippy
    rustup override set stable
  else
    # What https://sh.rustup.rs leads to, from the address that has all the rest.
    local from=https://static.rust-lang.org/rustup/rustup-init.sh
    echo "Rust $rust or newer is needed (here: $(rust_here || true)): rustup is installed from $from into ~/.cargo."
    curl --proto '=https' --tlsv1.2 -sSf $from | sh -s -- -y --no-modify-path --profile minimal -c rustfmt -c clippy ||
      { echo "rustup could not be fetched: install Rust $rust or newer from https://rustup.rs and try again." >&2; exit 1; }
  fi
  hash -r
  ! rust_is_old || { echo "The newest Rust here is $(rust_here); $rust or newer is needed." >&2; exit 1; }
}

if has dpkg-query && has apt-get; then
  here=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
  missing=()
  for package in "${packages[@]}"; do
    grep -qxF "$package installed" <<<"$here" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
else
  missing=()
  has cc || missing+=("a C compiler (cc)")
  [ "$what" != fuzz ] || has c++ || missing+=("a C++ compiler (c++)")
  [ "$what" != test ] || for program in ncat socat nc python3 openssl curl redis-server nginx Xvfb xdotool import openbox ip strace; do
    has "$program" || missing+=("$program")
  done
  list=$(printf '%s, ' "${missing[@]:-}")
  [ ${#missing[@]} -eq 0 ] || { echo "Please install what is missing here: ${list%, }." >&2; exit 1; }
fi

if rust_is_old; then
  install_rust
elif rust_lacks_tools; then
  echo "The tests need rustfmt and clippy: rustup adds them."
  rustup component add rustfmt clippy
fi

tools=$(cd "$(dirname "$0")/../.." && pwd)/target/tools
if [ "$what" = fuzz ] && [ ! -x "$tools/bin/cargo-fuzz" ]; then
  echo "cargo-fuzz is built into target/tools."
  cargo install --quiet --locked --root "$tools" --target-dir "$tools/build" cargo-fuzz@0.13.2
fi
