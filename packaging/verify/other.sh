# Part of verify.sh: what cannot be built here is at least read by what reads it.

flatpak_manifest() {
  rm -rf "$out/flatpak"
  mkdir "$out/flatpak"
  cp packaging/flatpak/$id.yml "$out/flatpak/"
  packaging/flatpak/sources.py "$out/flatpak/cargo-sources.json"
  [ "$(jq '[.[] | select(.type == "archive")] | length' "$out/flatpak/cargo-sources.json")" -gt 100 ]
  flatpak-builder --show-manifest "$out/flatpak/$id.yml" | jq -e '.modules[0].sources | length > 100'
}
bundle() {
  local contents=$out/macos/Jackfield.app/Contents
  rm -rf "$out/macos"
  packaging/macos/bundle.sh target/release/jackfield "$out/macos"
  plistutil -i "$contents/Info.plist" -f xml -o "$out/macos/read.plist"
  grep -F "<string>$version</string>" "$out/macos/read.plist"
  [ -x "$contents/MacOS/jackfield" ] && [ -s "$contents/Resources/jackfield.icns" ]
}
# Read as the runner reads them, and for what is careless: rights, actions by tag, text that becomes a command.
workflows() {
  local python=target/tools/python
  [ -x $python/bin/zizmor ] || { python3 -m venv $python && $python/bin/pip install --quiet zizmor==1.32.0; }
  $python/bin/zizmor --offline .github/workflows
}

# All that Rust can say of the program for a Mac. Its C has no compiler here: what stands in for one makes empty files.
mac=aarch64-apple-darwin
check_mac() {
  mkdir -p "$out/no-c"
  printf '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" != -o ] || : >"$2"; shift; done\n' >"$out/no-c/cc"
  printf '#!/bin/sh\n: >"$2"\n' >"$out/no-c/ar"
  chmod +x "$out/no-c/cc" "$out/no-c/ar"
  SDKROOT=$out/no-c CC_aarch64_apple_darwin=$out/no-c/cc AR_aarch64_apple_darwin=$out/no-c/ar \
    without_warnings nice cargo check --locked --target $mac
}

try "Flatpak manifest and its sources" flatpak_manifest
skip "Flatpak built" "its runtimes are on Flathub only"
try "Nix package parsed" nix-instantiate --parse packaging/nix/package.nix
skip "Nix package built" "it takes nixpkgs, which is on GitHub only"
try "macOS bundle laid out" bundle
if has_target $mac; then
  try "program for macOS checked" check_mac
else
  skip "program for macOS checked" "the standard library for $mac is neither here nor reachable by rustup"
fi
skip "macOS program built and signed" "Apple's linker and tools run on a Mac only; the release workflow does it"
try "workflows read (zizmor)" workflows
