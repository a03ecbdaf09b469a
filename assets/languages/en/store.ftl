# What a person should know about presets, settings and history on disk.

store-damaged = { $file } was damaged and is now { $moved }. Nothing was left to restore; look into that file for what it held.
store-damaged-restored = { $file } was damaged and is now { $moved }. The copy of { $age } ago was restored ({ $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}).
store-gone = { $file } was missing. The copy of { $age } ago was restored ({ $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}). To begin without presets, remove them here.
store-damaged-unmoved = { $file } is damaged and could not be moved aside, so saving is off. Repair or move it, then reload.
store-unreadable = { $count ->
    [one] { $count } entry of { $file } cannot be read and is kept as it is: { $names }. Correct it with a text editor, then reload.
   *[other] { $count } entries of { $file } cannot be read and are kept as they are: { $names }. Correct them with a text editor, then reload.
}
store-newer = { $file } was made by a newer version ({ $version }). It can be used, but saving is off: update the program to change it.
store-migrated = { $file } was brought up to date. The old one is kept as { $backup }; to go back to the older program, rename it.
store-cannot-read = { $file } cannot be read ({ $what }), so saving is off. Check its permissions, then reload.
store-not-heeded = { $file } cannot be read as it was edited (line { $line }: { $reason }). The settings stay as they were; correct it, and it holds at once.
store-put-aside = { $file } could not be read as it was edited and is now { $moved }. The settings of this window are in its place.
store-read-only = Not saved: { $file } is read-only. Changes stay until the program ends; allow writing there, or export them.
store-disk-full = Not saved: the disk of { $file } is full. Changes stay until the program ends; free some space, then save again.
store-cannot-write = Not saved: { $file } cannot be written ({ $what }). Changes stay until the program ends; save again, or export them.
store-no-config = Presets and settings are not kept in this run: nothing can be written in { $folder } ({ $what }). Free some space there or allow writing, then start again. What is there stays as it is.
store-no-data = Conversations are shown and not kept in this run: nothing can be written in { $folder } ({ $what }). Free some space there or allow writing, then open the session again.
store-no-state = What is typed and what is open is not kept for the next start: nothing can be written in { $folder } ({ $what }). Free some space there or allow writing, then start again.
store-merged = { $file } was changed by another program at the same time. Its presets and yours are all kept; one that both changed is there twice.
store-changed-outside = Not saved: { $file } was changed by another program and cannot be read as it is. Correct it or move it away, then save again.
store-saving-off = Not saved: saving { $file } is off, because it could not be read as it is. Export your changes to another file.
store-too-large = { $file } has { $bytes }; at most { $limit } are read. Make it smaller, then reload.
store-too-many = { $file } has { $count } presets; the first { $limit } were read, the others are kept in the file.
store-not-presets = { $file } holds no presets: { $reason }. Choose a file that was exported.
store-import-cannot-read = { $file } cannot be read ({ $what }). Nothing was imported; check its name and permissions.
store-import-too-large = { $file } has { $bytes }; at most { $limit } are imported. Nothing was imported; divide it into smaller files.
os-not-found = not found
os-denied = permission denied
os-exists = exists already
os-is-folder = is a folder
os-no-space = no space left on the disk
os-read-only = the disk is read-only

example-server = Tutorial server
example-client = Tutorial client
