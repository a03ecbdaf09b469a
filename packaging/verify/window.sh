# For the parts of verify.sh that open a window: a display of its own, and what is read on it.

# Waits until a text is read in the window: the text, the language of the reader, the name of the picture.
until_read() {
  local seen='' deadline=$((SECONDS + 90))
  until grep -q "$1" <<<"$seen"; do
    if ((SECONDS > deadline)) || ! kill -0 "$shell"; then
      cat "$work/said"
      echo "“$1” was not read in: $seen"
      return 1
    fi
    import -window root "$out/$3.png"
    convert "$out/$3.png" -colorspace gray -resize 200% "$work/large.png"
    seen=$(OMP_THREAD_LIMIT=1 timeout 60 tesseract "$work/large.png" - -l "$2" --psm 11 2>/dev/null | tr -d ' \n') || true
  done
  echo "$seen"
}
# Clicks on a word of the picture that was read last.
click_on() {
  local place
  place=$(OMP_THREAD_LIMIT=1 tesseract "$work/large.png" - -l eng --psm 11 tsv 2>/dev/null |
    awk -F'\t' -v word="$1" '$12 == word { print int(($7 + $9 / 2) / 2), int(($8 + $10 / 2) / 2) }' | head -n 1)
  # shellcheck disable=SC2086
  xdotool mousemove $place click 1
}
# Opens the window on a display of its own and does something in it: the command that opens it, then what is done.
in_window() {
  local opens=$1 display
  shift
  # Not local, as they are needed at the very end.
  work=$(mktemp -d)
  exec 3<> <(:)
  Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp >"$work/xvfb" 2>&1 &
  xvfb=$!
  trap 'kill $xvfb 2>/dev/null; rm -rf "$work"' EXIT
  read -rt 20 display <&3
  export DISPLAY=:$display
  "$opens" >"$work/said" 2>&1 &
  shell=$!
  # The first may give way to another, where only the second way to draw works.
  local deadline=$((SECONDS + 120))
  until window=$(xdotool search --onlyvisible --name Jackfield | tail -n 1) &&
    xdotool windowmove "$window" 0 0 windowsize "$window" 1280 800; do
    if ((SECONDS > deadline)) || ! kill -0 "$shell"; then cat "$work/said"; return 1; fi
    read -rt 0.2 <> <(:) || true
  done
  "$@"
  # The window ends as people end it, and the program with it.
  xdotool windowclose "$window"
  wait "$shell" || true
}
