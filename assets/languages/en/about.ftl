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
about-licences-what = Each with the licence under which it is given on with Jackfield. The texts of the licences follow, in the language they are valid in.
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

# What a run that ended unexpectedly left
reopen-asked = { $count ->
    [one] Last time the program ended unexpectedly. Reopen 1 session?
   *[other] Last time the program ended unexpectedly. Reopen { $count } sessions?
}
reopen-with-drafts = { $count ->
    [one] A text that was typed and not sent comes back with it.
   *[other] { $count } texts that were typed and not sent come back as well.
}
reopen-ended = { $count ->
    [one] One more had ended and stays closed.
   *[other] { $count } more had ended and stay closed.
}
reopen-yes = Reopen
reopen-no = Do not reopen
careful-told = The program has ended unexpectedly three times within a minute. This time it started with the built-in settings: nothing is reopened, and paired computers are not linked until you open “Pair”. Your files are as they were; settings that you change now are not saved. If all works, close it and start it again; if not, look into the folders.
window-stalled = The window stood still for { $lasted }. What all threads did then is in { $file }, without anything that was said; it was sent to nobody.
window-stalled-unkept = The window stood still for { $lasted }. No report could be written.
