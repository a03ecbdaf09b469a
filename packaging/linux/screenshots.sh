#!/usr/bin/env bash
# Draws assets/screenshots anew: the real window on a display of its own, driven by real input.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release --locked
program=$PWD/target/release/jackfield
pictures=$PWD/assets/screenshots
work=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$pictures"

# Waits until a command succeeds: what is waited for, then the command.
until_true() {
  local what=$1 deadline=$((SECONDS + 30))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { echo "It did not come to this: $what" >&2; exit 1; }
    read -rt 0.05 <> <(:) || true
  done
}

listens() { ss -Hltn 'sport = :9999' | grep -q LISTEN; }

# Two pictures in a row that are equal: everything has been drawn. A blinking caret takes part in
# none of them for longer than half a second.
still() {
  import -window root "$work/a.png" && read -rt 0.15 <> <(:) || true
  import -window root "$work/b.png" && cmp -s "$work/a.png" "$work/b.png"
}

exec 3<> <(:)
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 2>"$work/xvfb.log" &
started+=($!)
read -rt 20 number <&3
export DISPLAY=:$number LANG=C.UTF-8

# A picture of a talk: its name, the language, the theme, what the clients and the host say.
picture() {
  local name=$1 language=$2 theme=$3 host=$4
  shift 4
  export JACKFIELD_HOME=$work/$name
  mkdir -p "$JACKFIELD_HOME/config"
  printf 'version = 1\nlanguage = "%s"\ntheme = "%s"\n\n[inspector]\nopen = true\ntab = "threads"\n\n[window]\nmaximized = true\n' \
    "$language" "$theme" >"$JACKFIELD_HOME/config/settings.toml"
  "$program" 2>"$work/$name.log" &
  local window=$! clients=()
  started+=($window)
  until_true "a window" xdotool search --onlyvisible --pid $window
  local id
  id=$(xdotool search --onlyvisible --pid $window | tail -n 1)
  xdotool windowmove "$id" 0 0 windowsize "$id" 1280 800 windowfocus "$id"
  until_true "its first page" still
  xdotool key ctrl+l
  until_true "the form" still
  xdotool type --delay 5 9999
  xdotool key Return
  until_true "a listener on 9999" listens
  for line in "$@"; do
    mkfifo "$work/$name.${#clients[@]}"
    nc.openbsd 127.0.0.1 9999 <"$work/$name.${#clients[@]}" >/dev/null &
    clients+=($!)
    started+=($!)
    exec {client}>"$work/$name.$((${#clients[@]} - 1))"
    printf '%s\r\n' "$line" >&"$client"
    until_true "what the client said" still
  done
  # The composer, in a window of this size.
  xdotool mousemove 480 715 click 1
  until_true "the composer" still
  # Slowly: each letter that no key has borrows one for a moment.
  xdotool type --delay 100 "$host"
  until_true "what is typed" still
  xdotool key Return
  until_true "what the host said" still
  cp "$work/b.png" "$pictures/$name.png"
  kill "${clients[@]}" $window 2>/dev/null || true
  wait $window 2>/dev/null || true
}

picture light en light 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture dark en dark 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture chinese zh-CN light '欢迎访问菜鸟教程!' '你好,服务器!' '传感器一号:21.5 ℃' '收到 😀'
ls -l "$pictures"
