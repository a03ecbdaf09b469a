# Part of verify.sh: what every package takes along, as its readers read it.

same_names() { diff <(cd "$1" && find . -type f | sort) <(cd "$2" && find . -type f | sort); }

icons() {
  rm -rf "$out/icons"
  mkdir "$out/icons"
  packaging/icons/draw.sh "$out/icons"
  same_names "$out/icons/hicolor" packaging/icons/hicolor
  # Another version of the same renderer rounds a little differently.
  local picture
  for picture in packaging/icons/hicolor/*/apps/*.png; do
    [ "$(compare -metric AE -fuzz 5% "$picture" "$out/icons/${picture#packaging/icons/}" null: 2>&1)" = 0 ]
  done
  [ "$(icotool -l packaging/icons/jackfield.ico | wc -l)" = 6 ]
  file packaging/icons/jackfield.icns | grep -q 'Mac OS X icon'
}
completions() {
  bash -n packaging/completions/jackfield.bash
  zsh -n packaging/completions/_jackfield
  fish -n packaging/completions/jackfield.fish
}

try "desktop entry" desktop-file-validate packaging/linux/$id.desktop
try "metainfo" appstreamcli validate --no-net --pedantic packaging/linux/$id.metainfo.xml
try "icons: one drawing, every size" icons
try "manual page in English and Chinese" mandoc -T lint -W warning packaging/man/jackfield.1 packaging/man/zh_CN/jackfield.1
try "completions for bash, zsh and fish" completions
tool cargo-deny 0.20.2
try "licences, bans and sources of all crates (cargo-deny)" cargo deny --locked check licenses bans sources
