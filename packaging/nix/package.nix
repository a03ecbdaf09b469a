# nix-build -E '(import <nixpkgs> { }).callPackage ./packaging/nix/package.nix { }'
{
  lib,
  rustPlatform,
  makeWrapper,
  fontconfig,
  libGL,
  libX11,
  libXcursor,
  libXi,
  libxkbcommon,
  wayland,
}:

let
  manifest = lib.importTOML ../../Cargo.toml;
in
rustPlatform.buildRustPackage {
  pname = manifest.package.name;
  version = manifest.package.version;

  src = lib.fileset.toSource {
    root = ../..;
    fileset = lib.fileset.gitTracked ../..;
  };
  cargoLock.lockFile = ../../Cargo.lock;

  nativeBuildInputs = [ makeWrapper ];

  # The tests make networks of their own and a display, which the build has not.
  doCheck = false;

  installPhase = ''
    runHook preInstall
    program=$(find target -path '*/release/jackfield' -type f | head -n 1)
    bash packaging/linux/install.sh "$program" "$out"
    runHook postInstall
  '';

  # These are loaded while it runs.
  postFixup = ''
    wrapProgram $out/bin/jackfield --prefix LD_LIBRARY_PATH : ${
      lib.makeLibraryPath [
        fontconfig
        libGL
        libX11
        libXcursor
        libXi
        libxkbcommon
        wayland
      ]
    }
  '';

  meta = {
    description = manifest.package.description;
    homepage = manifest.package.homepage;
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "jackfield";
    platforms = lib.platforms.linux;
  };
}
