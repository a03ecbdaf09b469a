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
workflows() { python3 -c 'import sys, yaml; [yaml.safe_load(open(name)) for name in sys.argv[1:]]' .github/workflows/*.yml; }

try "Flatpak manifest and its sources" flatpak_manifest
skip "Flatpak built" "its runtimes are on Flathub only"
try "Nix package parsed" nix-instantiate --parse packaging/nix/package.nix
skip "Nix package built" "it takes nixpkgs, which is on GitHub only"
try "macOS bundle laid out" bundle
skip "macOS program built and signed" "Apple's linker and tools run on a Mac only; the release workflow does it"
try "workflows parsed" workflows
