# Part of verify.sh: the program for Windows in wine, alone and with the one for Linux; after the part windows.

exe=target/x86_64-pc-windows-gnu/release/jackfield.exe
msi_package=$out/jackfield-$version-x86_64-windows.msi
wine_home=$out/wine
linux=$PWD/target/release/jackfield

in_wine() {
  WINEPREFIX=$wine_home/prefix WINEDEBUG=-all WINEDLLOVERRIDES='bcryptprimitives=n;mscoree,mshtml=d' timeout 120 wine "$@"
}
windows() { in_wine "$wine_home/jackfield.exe" --language en "$@"; }
# Wine 8 has not the library from which Rust takes its random numbers: a few lines stand in for it.
stand_in() {
  cat >"$wine_home/random.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T length) { return SystemFunction036(to, (ULONG)length); }
C
  x86_64-w64-mingw32-gcc -shared -o "$1/bcryptprimitives.dll" "$wine_home/random.c" -ladvapi32
}
# Waits until a file has a line, and shows it: the line, the file, who writes it.
until_said() {
  local deadline=$((SECONDS + 60))
  until grep "$1" "$2"; do
    if ((SECONDS > deadline)) || ! kill -0 "$3"; then cat "$2"; return 1; fi
    read -rt 0.1 <> <(:) || true
  done
}
# Ends, with the command that is tried, what it has started.
ends() { trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT; }
port_of() { grep -oE '127\.0\.0\.1:[0-9]+' "$1" | head -n 1; }

tour_in_wine() {
  rm -rf "$wine_home"
  mkdir "$wine_home"
  stand_in "$wine_home"
  cp $exe "$wine_home/"
  windows --version | grep -F "$version"
  windows --help | grep -F 'Waits for peers'
  in_wine "$wine_home/jackfield.exe" --language zh-CN --help | grep 用法
  windows tour | tee /dev/stderr | grep -F 'The server listens on port'
}
# Each is the server of the other.
talk_with_linux() {
  ends
  windows listen 127.0.0.1:0 --echo </dev/null >"$wine_home/listens" 2>&1 &
  until_said 'Listening on' "$wine_home/listens" $!
  "$linux" connect "$(port_of "$wine_home/listens")" --send 'To Windows' --expect 'To Windows' --timeout 20s </dev/null
  "$linux" --language en listen 127.0.0.1:0 --echo </dev/null >"$wine_home/linux-listens" 2>&1 &
  until_said 'Listening on' "$wine_home/linux-listens" $!
  windows connect "$(port_of "$wine_home/linux-listens")" --send 'To Linux' --expect 'To Linux' --timeout 20s </dev/null
}
# They pair by code, and a text and a file go both ways.
pair_with_linux() {
  ends
  export JACKFIELD_HOME=$wine_home/linux-home
  local code port there here
  mkdir -p "$JACKFIELD_HOME" "$wine_home/received" "$wine_home/linux-received"
  mkfifo "$wine_home/wishes" "$wine_home/linux-wishes"
  JACKFIELD_HOME="Z:${wine_home//\//\\}\\windows-home" windows serve --listen 127.0.0.1:0 \
    --accept "Z:${wine_home//\//\\}\\received" <"$wine_home/wishes" >"$wine_home/told" 2>&1 &
  there=$!
  exec 4>"$wine_home/wishes"
  "$linux" serve --listen 127.0.0.1:0 --accept "$wine_home/linux-received" \
    <"$wine_home/linux-wishes" >"$wine_home/linux-told" 2>&1 &
  here=$!
  exec 5>"$wine_home/linux-wishes"
  echo '{"wish":"call-myself","name":"Windows"}' >&4
  echo '{"wish":"call-myself","name":"Linux"}' >&5
  echo '{"wish":"show","means":"code"}' >&4
  until_said '"code":"' "$wine_home/told" $there
  until_said '"port":[1-9]' "$wine_home/told" $there
  code=$(grep -om1 '"code":"[0-9-]*"' "$wine_home/told" | cut -d'"' -f4)
  port=$(grep -om1 '"port":[1-9][0-9]*' "$wine_home/told" | cut -d: -f2)
  echo "{\"wish\":\"enter\",\"code\":\"$code\",\"addresses\":[\"127.0.0.1:$port\"]}" >&5
  until_said '"event":"paired"' "$wine_home/told" $there
  until_said '"event":"paired"' "$wine_home/linux-told" $here
  echo '{"wish":"say","to":"Windows","text":"From Linux 你好"}' >&5
  echo '{"wish":"say","to":"Linux","text":"From Windows 你好"}' >&4
  until_said '"mine":false.*From Linux 你好' "$wine_home/told" $there
  until_said '"mine":false.*From Windows 你好' "$wine_home/linux-told" $here
  echo "{\"wish\":\"offer\",\"to\":\"Windows\",\"path\":\"$PWD/Cargo.lock\"}" >&5
  echo "{\"wish\":\"offer\",\"to\":\"Linux\",\"path\":\"Z:${PWD//\//\\\\}\\\\Cargo.toml\"}" >&4
  until_said '"mine":false.*"state":"done"' "$wine_home/told" $there
  until_said '"mine":false.*"state":"done"' "$wine_home/linux-told" $here
  cmp Cargo.lock "$wine_home/received/Cargo.lock"
  cmp Cargo.toml "$wine_home/linux-received/Cargo.toml"
}
# Wine 8 has no compiler for the shaders of Direct3D 12: it is OpenGL that draws here.
window_in_wine() {
  # Its desktop has been started without a display.
  WINEPREFIX=$wine_home/prefix wineserver -k || true
  JACKFIELD_HOME="Z:${wine_home//\//\\}\\window-home" in_window windows until_read Trythetutorial eng window-wine
}
msi_in_wine() {
  in_wine msiexec /i "$msi_package" /qn
  local folder
  folder=$(dirname "$(find "$wine_home/prefix/drive_c/users" -name jackfield.exe)")
  find "$wine_home/prefix/drive_c/users" -path '*Start Menu*' -name Jackfield.lnk | grep .
  stand_in "$folder"
  in_wine "$folder/jackfield.exe" --version | grep -F "$version"
  rm "$folder/bcryptprimitives.dll"
  in_wine msiexec /x "$msi_package" /qn
  [ -z "$(find "$wine_home/prefix/drive_c/users" -iname '*jackfield*')" ]
}

if [ -e "$exe" ]; then
  try "program for Windows runs its help and the tour (in wine)" tour_in_wine
  try "program for Windows talks with the one for Linux, each as the other's server (in wine)" talk_with_linux
  try "program for Windows pairs with the one for Linux; texts and files both ways (in wine)" pair_with_linux
  try "program for Windows opens its window (in wine)" window_in_wine
  skip "its window drawn with Direct3D 12" "wine has no compiler for its shaders here; the release workflow opens it on Windows"
  try ".msi installs it, and takes it away again (in wine)" msi_in_wine
  skip "setup program run" "it is of 32 bits, and wine is of 64 here; the release workflow runs it on Windows"
else
  skip "program for Windows in wine" "it was not built: verify.sh windows wine"
fi
