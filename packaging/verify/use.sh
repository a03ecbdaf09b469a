#!/usr/bin/env bash
# Part of verify.sh, run as somebody in the bare Debian: use.sh before the upgrade, and after it. Two profiles of the program
# are two machines.
set -euo pipefail
moment=${1:?before or after}
cd
mkdir -p got

# The profile that is the other machine; it ends with this script.
jackfield --profile lab serve --listen 127.0.0.1:47131 --accept "$HOME/got" </dev/null >"served-$moment" 2>&1 &
lab=$!
trap 'kill $lab; wait $lab || true' EXIT
until_told() {
  local deadline=$((SECONDS + 60))
  until grep "$1" "served-$moment"; do
    if ((SECONDS > deadline)) || ! kill -0 $lab; then cat "served-$moment"; return 1; fi
    read -rt 0.1 <> <(:) || true
  done
}
name_of_lab() { jackfield peers --json | grep -o '"name":"[^"]*"' | cut -d'"' -f4; }

until_told '"event":"all-told"'
if [ "$moment" = before ]; then
  jackfield preset add "my device" tcp://192.0.2.7:502
  printf 'version = 1\nlanguage = "zh-CN"\n' >.config/jackfield/settings.toml
  jackfield --profile lab pair show | { read -r code; jackfield pair enter "$code" 127.0.0.1:47131; }
  head -c 300000 /dev/urandom >night.pcapng
  jackfield send "$(name_of_lab)" --file night.pcapng
else
  jackfield preset show "my device" | grep -F 192.0.2.7:502
  jackfield --help | grep 用法
  # The file of before is known there as one that has arrived.
  until_told '"file":"night.pcapng".*"state":"done"'
fi
jackfield send "$(name_of_lab)" "said $moment"
until_told "said $moment"
cmp night.pcapng "$(find got -name night.pcapng)"
