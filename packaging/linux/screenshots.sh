#!/usr/bin/env bash
# Draws assets/screenshots anew: the real window on a display of its own, driven by real input.
set -euo pipefail
cd "$(dirname "$0")/../.."
# PROGRAM names one that has been built already.
program=${PROGRAM:-$PWD/target/release/jackfield}
[ -n "${PROGRAM:-}" ] || cargo build --release --locked

# In a network of its own nobody else has the port, and the address is the same in every picture.
if [ -z "${ALONE:-}" ]; then
  for alone in "unshare --net --mount" "unshare --user --map-root-user --net --mount"; do
    if $alone true 2>/dev/null; then ALONE=yes PROGRAM=$program exec $alone "packaging/linux/$(basename "$0")"; fi
  done
  [ -z "$(ss -Hltn 'sport = :9999')" ] || { echo "Port 9999 is taken: end what listens there, please." >&2; exit 1; }
else
  # A home whose path may be read in a picture.
  mount -t tmpfs tmpfs /mnt
  ip link set lo up
  ip address add 192.0.2.2/24 dev lo
fi
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
tries=0
still() {
  # On a busy machine the figures of the threads change between any two: ten looks are enough.
  if ((++tries > 10)); then tries=0; return 0; fi
  import -window root "$work/a.png" && read -rt 0.15 <> <(:) || true
  import -window root "$work/b.png" && cmp -s "$work/a.png" "$work/b.png" && tries=0
}

exec 3<> <(:)
# Reached by its path alone: abstract sockets are another set in each network.
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -nolisten local 2>"$work/xvfb.log" &
started+=($!)
read -rt 20 number <&3
export DISPLAY=:$number LANG=C.UTF-8

# A picture of a talk: its name, the language, the theme, what the clients and the host say.
picture() {
  local name=$1 language=$2 theme=$3 host=$4
  shift 4
  export JACKFIELD_HOME=$work/$name
  mkdir -p "$JACKFIELD_HOME/config" "$JACKFIELD_HOME/state"
  printf '%s\n' "$host" >"$JACKFIELD_HOME/state/history"
  printf 'version = 1\nlanguage = "%s"\ntheme = "%s"\n\n[inspector]\nopen = true\ntab = "threads"\n\n[window]\nmaximized = true\n' \
    "$language" "$theme" >"$JACKFIELD_HOME/config/settings.toml"
  "$program" 2>"$work/$name.log" &
  local window=$! clients=()
  started+=("$window")
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
  # From the history: letters that no key has get lost when they are typed.
  xdotool key Up
  until_true "what was said before" still
  xdotool key Return
  until_true "what the host said" still
  cp "$work/b.png" "$pictures/$name.png"
  kill "${clients[@]}" $window 2>/dev/null || true
  wait $window 2>/dev/null || true
}

# A picture of two paired machines: its name, the language, the theme, what is said in turn.
paired() {
  local name=$1 language=$2 theme=$3 there=$4 turn=there
  shift 4
  local a=/mnt/mia b=$work/$name.there
  mkdir -p "$a/config" "$b"
  printf 'version = 1\nlanguage = "%s"\ntheme = "%s"\n\n[inspector]\nopen = true\ntab = "threads"\n\n[window]\nmaximized = true\n' \
    "$language" "$theme" >"$a/config/settings.toml"
  JACKFIELD_HOME=$a "$program" 2>"$work/$name.log" &
  local window=$! id code me
  started+=("$window")
  mkfifo "$work/$name.wishes"
  JACKFIELD_HOME=$b "$program" serve --listen 192.0.2.2:47111 <"$work/$name.wishes" >"$work/$name.told" 2>&1 &
  local serves=$!
  started+=("$serves")
  exec {wishes}>"$work/$name.wishes"
  printf '{"wish":"call-myself","name":"%s"}\n{"wish":"show","means":"code"}\n' "$there" >&"$wishes"
  until_true "a code" grep -q '"code":"' "$work/$name.told"
  code=$(grep -om1 '"code":"[0-9-]*"' "$work/$name.told" | cut -d'"' -f4)
  until_true "a window" xdotool search --onlyvisible --pid $window
  id=$(xdotool search --onlyvisible --pid $window | tail -n 1)
  xdotool windowmove "$id" 0 0 windowsize "$id" 1280 800 windowfocus "$id"
  until_true "its first page" still
  xdotool key ctrl+shift+p
  until_true "its node" test -S "$a/run/pair.sock"
  here() { JACKFIELD_HOME=$a "$program" "$@" </dev/null >/dev/null 2>&1; }
  over_there() { JACKFIELD_HOME=$b "$program" "$@" </dev/null >/dev/null 2>&1; }
  until_true "a pair" here pair enter "$code" 192.0.2.2:47111
  me=$(JACKFIELD_HOME=$b "$program" peers --json </dev/null | grep -om1 '"name":"[^"]*"' | cut -d'"' -f4)
  for line in "$@"; do
    case $turn:$line in
      there:@*) truncate -s 3400000 "$work/${line#@}"; over_there send "$me" --file "$work/${line#@}" --no-wait ;;
      here:@*) truncate -s 12000000 "$work/${line#@}"; here send "$there" --file "$work/${line#@}" --no-wait ;;
      there:*) over_there send "$me" "$line"; turn=here ;;
      here:*) here send "$there" "$line"; turn=there ;;
    esac
  done
  # Until the toast of the beginning is gone.
  until_true "the talk, and nothing over it" toast_gone "$name"
  until_true "the talk" still
  cp "$work/b.png" "$pictures/$name.png"
  kill $window $serves 2>/dev/null || true
  wait $window $serves 2>/dev/null || true
}

# Six seconds after the first look.
toast_gone() {
  [ -n "${looked:-}" ] || looked=$SECONDS
  ((SECONDS - looked > 6)) && looked=
}

picture light en light 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture dark en dark 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture chinese zh-CN light '欢迎访问菜鸟教程!' '你好,服务器!' '传感器一号:21.5 ℃' '收到 😀'
paired paired en light 'Mia’s laptop' 'The board is back. Can you send me the log of last night?' \
  'Of course: twelve megabytes, from 22:00 to 06:00.' 'Here is the new firmware in return 👍' \
  '@night 2026-11-22.pcapng' 'Thank you!' '@firmware-1.4.2.bin'
ls -l "$pictures"
