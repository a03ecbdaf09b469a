#!/usr/bin/env bash
# Draws assets/screenshots and the pictures of assets/guide anew: the real window on a display of its own, driven by real input.
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
# A display of this size. It is reached by its path alone: abstract sockets are another set in each
# network.
display() {
  Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp -nolisten local 2>>"$work/xvfb.log" &
  started+=($!)
  read -rt 20 number <&3
  export DISPLAY=:$number
}
export LANG=C.UTF-8

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

# Opens a listener on a port, by the keyboard.
opens() {
  xdotool key ctrl+l
  until_true "the form" still
  xdotool type --delay 5 "$1"
  xdotool key Return
}

listens_on() { ss -Hltn "sport = :$1" | grep -q LISTEN; }

# Moves the edge of the panel at the right.
edge() {
  xdotool mousemove "$1" 400 mousedown 1
  until_true "the edge is held" still
  xdotool mousemove $((($1 + $2) / 2)) 400
  until_true "the edge moves" still
  xdotool mousemove "$2" 400
  until_true "the edge is there" still
  xdotool mouseup 1
  until_true "the edge is let go" still
  xdotool mousemove 640 910
}

# A part of the window as a picture of the guide: its name, the language, its width, height and place.
part() {
  until_true "$1" still
  convert "$work/b.png" -crop "$3" +repage -colors 256 "PNG8:assets/guide/$1-$2.png"
}

# The pictures of the guide in one language.
guide() {
  local language=$1 name=guide-$1
  export JACKFIELD_HOME=$work/$name
  mkdir -p "$JACKFIELD_HOME/config"
  printf 'version = 1\nlanguage = "%s"\ntheme = "light"\n\n[inspector]\nopen = true\ntab = "calls"\n\n[window]\nmaximized = true\n' \
    "$language" >"$JACKFIELD_HOME/config/settings.toml"
  "$program" 2>"$work/$name.log" &
  local window=$! id clients=()
  started+=("$window")
  until_true "a window" xdotool search --onlyvisible --pid $window
  id=$(xdotool search --onlyvisible --pid $window | tail -n 1)
  xdotool windowmove "$id" 0 0 windowsize "$id" 1280 920 windowfocus "$id"
  until_true "its first page" still
  # A call has room on its line.
  edge 802 702
  # The last of the large buttons: the tutorial.
  xdotool mousemove 583 548 click 1
  until_true "the tutorial" listens
  part calls "$language" 576x824+704+46
  edge 702 802

  # Whoever has the port is named.
  python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 9200)); s.accept()' &
  clients+=($!)
  started+=("$!")
  until_true "a program on 9200" listens_on 9200
  opens 9200
  part taken "$language" 566x180+236+46

  opens 9300
  until_true "a listener on 9300" listens_on 9300
  for number in 1 2 3; do
    mkfifo "$work/$name.$number"
    nc.openbsd 127.0.0.1 9300 <"$work/$name.$number" >/dev/null &
    clients+=($!)
    started+=($!)
    exec {client}>"$work/$name.$number"
    if ((number == 1)); then
      printf 'GET /sta' >&"$client"
      until_true "a part of a line" still
      printf 'tus\nGET /a\nGE' >&"$client"
      boundaries "$language"
    else
      printf 'PING\n' >&"$client"
    fi
  done
  # The page of threads; the functions; another name for one of them.
  xdotool mousemove 843 65 click 1
  until_true "the threads" still
  xdotool mousemove 980 469 click 1
  until_true "the functions" still
  xdotool mousemove 840 359 click --repeat 2 --delay 60 1
  until_true "the name" still
  xdotool key ctrl+a
  xdotool type --delay 5 orders
  xdotool key Return
  part threads "$language" 476x836+804+46
  kill "${clients[@]}" $window 2>/dev/null || true
  wait $window 2>/dev/null || true
}

# The same bytes as they came, and as lines, side by side.
boundaries() {
  until_true "both parts" still
  cp "$work/b.png" "$work/raw.png"
  xdotool mousemove 466 218 click 1
  until_true "the lenses" still
  xdotool mousemove 466 287 click 1
  until_true "lines" still
  xdotool mousemove 640 910
  until_true "lines" still
  convert "$work/raw.png" "$work/b.png" -crop 370x132+252+335 +repage +append -colors 256 "PNG8:assets/guide/boundaries-$1.png"
}

# Six seconds after the first look.
toast_gone() {
  [ -n "${looked:-}" ] || looked=$SECONDS
  ((SECONDS - looked > 6)) && looked=
}

display 1280x800
picture light en light 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture dark en dark 'Hello from the bench, 你好 from the lab.' \
  'GET /status' '{"sensor": "t1", "value": 21.5}' 'caffè ☕ 😀'
picture chinese zh-CN light '欢迎访问菜鸟教程!' '你好,服务器!' '传感器一号:21.5 ℃' '收到 😀'
paired paired en light 'Mia’s laptop' 'The board is back. Can you send me the log of last night?' \
  'Of course: twelve megabytes, from 22:00 to 06:00.' 'Here is the new firmware in return 👍' \
  '@night 2026-11-22.pcapng' 'Thank you!' '@firmware-1.4.2.bin'
# Higher: all functions of the threads have room.
display 1280x920
guide en
guide zh-CN
ls -l "$pictures" assets/guide/*.png
