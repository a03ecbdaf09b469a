# Part of verify.sh: the program and its installers for Windows, by cross build.

target=x86_64-pc-windows-gnu
exe=target/$target/release/jackfield.exe
windows_name=jackfield-$version-x86_64-windows

build_exe() {
  nice cargo build --release --locked --target $target
  file $exe | grep 'PE32+.*x86-64'
}
# Only libraries that every Windows 10 has.
libraries() {
  local foreign
  foreign=$(x86_64-w64-mingw32-objdump -p $exe | awk '/DLL Name/ { print tolower($3) }' | sort -u |
    grep -vxE '(api-ms-win-[a-z0-9-]+|advapi32|bcrypt|bcryptprimitives|combase|comctl32|crypt32|d3d12|d3dcompiler_47|dwmapi|dwrite|dxgi|gdi32|imm32|iphlpapi|kernel32|msvcrt|ntdll|ole32|oleaut32|opengl32|propsys|secur32|setupapi|shell32|shlwapi|ucrtbase|uiautomationcore|user32|userenv|uxtheme|version|winmm|ws2_32)\.dll') || true
  [ -z "$foreign" ] || { echo "not on every Windows: $foreign"; return 1; }
}
# Icon, manifest and version are sections of the program.
resources() {
  7z l $exe | tee /dev/stderr | grep -q -e '\.rsrc/.*ICON'
  7z e -so $exe .rsrc/MANIFEST/1 | grep -F PerMonitorV2
}
packs() { packaging/windows/build.sh $exe "$out"; }
zipped() {
  7z t -bd "$out/$windows_name.zip"
  [ "$(7z l -ba -slt "$out/$windows_name.zip" | grep -c '^Path = .*\.exe')" = 2 ]
}
msi() {
  msiinfo suminfo "$out/$windows_name.msi" | grep -F 'Template: x64'
  msiextract -l "$out/$windows_name.msi" | grep -Fx Programs/Jackfield/jackfieldw.exe
  msiinfo export "$out/$windows_name.msi" Property | grep -F "$version"
  msiinfo export "$out/$windows_name.msi" Upgrade | grep -F "$version"
}
setup() {
  file "$out/$windows_name-setup.exe" | grep 'Nullsoft Installer'
  7z l "$out/$windows_name-setup.exe" | grep -F jackfieldw.exe
}

# Wine 8 has not the library from which Rust takes its random numbers: a few lines stand in for it.
wine_home=$out/wine
in_wine() {
  WINEPREFIX=$wine_home/prefix WINEDEBUG=-all WINEDLLOVERRIDES='bcryptprimitives=n;mscoree,mshtml=d' timeout 120 wine "$@"
}
stand_in() {
  cat >"$wine_home/random.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T length) { return SystemFunction036(to, (ULONG)length); }
C
  x86_64-w64-mingw32-gcc -shared -o "$1/bcryptprimitives.dll" "$wine_home/random.c" -ladvapi32
}
tour_in_wine() {
  rm -rf "$wine_home"
  mkdir "$wine_home"
  stand_in "$wine_home"
  cp $exe "$wine_home/"
  in_wine "$wine_home/jackfield.exe" --version | grep -F "$version"
  in_wine "$wine_home/jackfield.exe" --language en tour | tee /dev/stderr | grep -F 'The server listens on port'
}
msi_in_wine() {
  in_wine msiexec /i "$out/$windows_name.msi" /qn
  local folder
  folder=$(dirname "$(find "$wine_home/prefix/drive_c/users" -name jackfield.exe)")
  find "$wine_home/prefix/drive_c/users" -path '*Start Menu*' -name Jackfield.lnk | grep .
  stand_in "$folder"
  in_wine "$folder/jackfield.exe" --version | grep -F "$version"
  rm "$folder/bcryptprimitives.dll"
  in_wine msiexec /x "$out/$windows_name.msi" /qn
  [ -z "$(find "$wine_home/prefix/drive_c/users" -iname '*jackfield*')" ]
}

has_target() { rustup target list --installed 2>/dev/null | grep -qx $target; }
has_target || { echo "rustup adds the standard library for $target." && rustup target add $target >/dev/null 2>&1; } || true
if has_target; then
  try "program for Windows built" build_exe
  try "program for Windows needs only what Windows has" libraries
  try "program for Windows has its icon, manifest and version" resources
  try "packages for Windows built" packs
  try ".zip for Windows" zipped
  try ".msi for Windows" msi
  try "setup program for Windows" setup
  try "program for Windows runs the tour (in wine)" tour_in_wine
  try ".msi installs it, and takes it away again (in wine)" msi_in_wine
  skip "its window on Windows" "wine has no working Direct3D 12 here; the release workflow opens it on Windows"
else
  skip "everything for Windows" "the standard library for $target is neither here nor reachable by rustup"
fi
