# Part of verify.sh: the program and its installers for Windows, by cross build.

target=x86_64-pc-windows-gnu
exe=target/$target/release/jackfield.exe
windows_name=jackfield-$version-x86_64-windows

build_exe() {
  without_warnings nice cargo build --release --locked --target $target
  file $exe | grep 'PE32+.*x86-64'
}
# Only libraries that every Windows 10 has.
libraries() {
  local foreign
  foreign=$(x86_64-w64-mingw32-objdump -p $exe | awk '/DLL Name/ { print tolower($3) }' | sort -u |
    grep -vxE '(api-ms-win-[a-z0-9-]+|advapi32|bcrypt|bcryptprimitives|combase|comctl32|crypt32|d3d12|d3dcompiler_47|dwmapi|dwrite|dxgi|gdi32|imm32|iphlpapi|kernel32|msvcrt|ntdll|ole32|oleaut32|opengl32|propsys|rpcrt4|secur32|setupapi|shell32|shlwapi|ucrtbase|uiautomationcore|user32|userenv|uxtheme|version|winmm|ws2_32)\.dll') || true
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

if has_target $target; then
  try "program for Windows built" build_exe
  try "program for Windows needs only what Windows has" libraries
  try "program for Windows has its icon, manifest and version" resources
  try "packages for Windows built" packs
  try ".zip for Windows" zipped
  try ".msi for Windows" msi
  try "setup program for Windows" setup
else
  skip "everything for Windows" "the standard library for $target is neither here nor reachable by rustup"
fi
