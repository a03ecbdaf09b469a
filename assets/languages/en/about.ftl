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

# Crash reports
crash-told = { $count ->
    [one] The program had an internal error before. A report of it, without anything that was said, is on this computer and was sent to nobody.
   *[other] The program had { $count } internal errors before. Reports of them, without anything that was said, are on this computer and were sent to nobody.
}
crash-show = Show the folder
crash-remove = Delete the reports
crash-keep = Keep them
crash-stays = The crash reports are as they were: { $error }.
