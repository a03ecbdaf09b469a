# What the program says about itself: version, folders, diagnostics, crash reports.

about-button = About Jackfield…
about-title = About Jackfield
about-what = A workbench for sockets: listen, connect, talk, and see every byte, boundary and thread.
about-version = Version
about-system = System
about-licence = Licence
about-config = Presets and settings
about-data = Conversations
about-state = History and reports
about-open = Open the folder: { $name }
about-copy = Copy diagnostics
about-copy-why = Version, system, settings and counts, for a bug report. No codes, keys, names, addresses or messages.
about-licences = Licences of what it is built with
key-about = About Jackfield
