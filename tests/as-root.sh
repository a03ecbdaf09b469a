#!/bin/sh
# Runs a test program as root, with this user's tools; the home it gets is thrown away, for what it
# starts keeps files there (dconf, at-spi), which this user could not read afterwards. Pictures of
# windows are left in target/tmp, for this user to look at and to remove.
home=$(mktemp -d) || exit
trap 'sudo rm -rf "$home"; sudo chown -R "$(id -u):$(id -g)" target/tmp' EXIT
trap : INT TERM # is meant for the tests
sudo -E env -u XDG_RUNTIME_DIR -u XDG_CONFIG_HOME -u XDG_CACHE_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME \
  CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" \
  HOME="$home" PATH="$PATH:/usr/sbin:/sbin" "$@"
