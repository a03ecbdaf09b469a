#!/usr/bin/env python3
"""Lists the crates of Cargo.lock as sources for flatpak-builder, which builds without a network."""

import json
import pathlib
import sys
import tomllib

root = pathlib.Path(__file__).resolve().parents[2]
lock = tomllib.loads((root / "Cargo.lock").read_text())
sources = []
for package in lock["package"]:
    if "checksum" not in package:
        continue
    name, version, digest = package["name"], package["version"], package["checksum"]
    folder = f"cargo/vendor/{name}-{version}"
    url = f"https://static.crates.io/crates/{name}/{name}-{version}.crate"
    sources.append({"type": "archive", "archive-type": "tar-gzip", "url": url, "sha256": digest, "dest": folder})
    sums = json.dumps({"package": digest, "files": {}})
    sources.append({"type": "inline", "contents": sums, "dest": folder, "dest-filename": ".cargo-checksum.json"})
config = '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "cargo/vendor"\n'
sources.append({"type": "inline", "contents": config, "dest": "cargo", "dest-filename": "config.toml"})
json.dump(sources, open(sys.argv[1], "w"), indent=1)
