# The command line.

cli-about = A workbench for sockets: listen, connect, talk, and see every byte, boundary and thread. Without a command it opens its window.
cli-about-listen = Waits for peers and talks with all of them
cli-about-connect = Goes to a peer and talks with it
cli-about-preset = The saved sessions
cli-about-preset-list = Shows all presets
cli-about-preset-show = Shows one preset as it stands in the file
cli-about-preset-run = Opens a preset without a window
cli-about-preset-add = Saves a session as a preset
cli-about-preset-remove = Removes a preset
cli-about-preset-export = Writes all presets to a new file
cli-about-preset-import = Adds the presets of a file
cli-about-threads = Shows the live threads of the running instances
cli-about-tour = Shows a server, two clients and a talk on this computer, step by step, with each call and thread

cli-usage = Usage: { $usage }
cli-placeholder-options = [OPTIONS]
cli-placeholder-command = COMMAND
cli-value-name = NAME
cli-value-language = LANGUAGE
cli-value-endpoint = ENDPOINT
cli-value-time = TIME
cli-value-text = TEXT
cli-value-file = FILE
cli-value-folder = FOLDER
cli-value-address = ADDRESS
cli-value-code = CODE
cli-value-peer = PEER
cli-value-path = PATH
cli-value-size = SIZE
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-commands = Commands
cli-heading-titled = { $heading }:

cli-after-help = Standard input is what you say, a line each; what comes is on standard output, everything else on standard error. Over UDP and datagram sockets each line is a datagram, with its line end; one that is too large for that is refused, and ends the command with 1 unless it was typed.
    “connect” ends with 0 when the peer has closed. When standard input ends it tells the peer so and goes on receiving; over UDP and datagram sockets, where nobody can be told, it stays until it is interrupted or --timeout has passed in silence. “listen” runs until it is interrupted; what you say goes to all clients and waits for the first one. A client that has finished sending is closed once standard input has ended too, or with --echo when all was sent back.
    { cli-exit-codes }
cli-exit-codes = Exit codes: 0 done, 1 the peer or the network failed, 2 wrong use, 130 interrupted.

cli-option-help = Shows this help
cli-option-version = Shows the version
cli-option-profile = Uses a separate set of presets, settings and conversations
cli-option-language = Speaks this language: en or zh-CN
cli-option-endpoint = tcp://host:port, udp://host:port, unix:/path or unixgram:/path; a bare 9999 is TCP, on all addresses to listen and on this computer to connect
cli-option-greet = Sends this to each new peer; \r \n \t \0 \e \\ \xNN and \u{"{"}NNNN{"}"} stand for bytes
cli-option-close-after-greet = Closes each connection behind the greeting
cli-option-echo = Sends back what comes
cli-option-room = Relays what one client says to the others; you see it too
cli-option-replace-stale = Replaces a socket file that a program which has ended left over
cli-option-backlog = Lets this many clients wait to be accepted (usually 4096)
cli-option-max-threads = Uses up to this many threads for the connections: 1 to 64 (usually 16)
cli-option-reconnect = Connects again, with growing pauses, when the connection is refused or lost
cli-option-connect-timeout = Gives each address this long to answer: 500ms, 5s, 1m (usually 10s)
cli-option-broadcast = Allows datagrams to a broadcast address
cli-option-send = Sends this to each peer, with a line ending; may be given several times; escapes as in --greet
cli-option-expect = Ends with 0 as soon as this has come, and with 1 when the peer closes before; escapes as in --greet
cli-option-timeout = How long to wait for --expect: 500ms, 5s, 1m. Without --expect, ends after this long in silence once standard input has ended
cli-option-hex = Reads hexadecimal digits, a line each and in --send and --expect, and shows what comes as hexadecimal
cli-option-json = Writes a JSON object for each event and each piece of data, a line each
cli-option-threads-json = Writes a JSON object for each instance, a line each, instead of the tables
cli-option-lines = Ends the line behind each datagram, where it does not itself: without this, standard output has their bytes and nothing else
cli-option-record = Keeps the conversation in the profile, where the window shows it
cli-option-crlf = Ends each line with CR LF
cli-option-lf = Ends each line with LF, also where CR LF was typed (without an option line ends stay as they are)
cli-option-no-eol = Sends the bytes as they are read, without looking for lines; over UDP and datagram sockets, all of standard input is one datagram
cli-option-name = The name of the preset
cli-option-listen = The preset listens; without this it connects
cli-option-folder = Puts the preset into this folder
cli-option-file = The file
cli-option-pid = Asks only the instance with this process number
cli-option-watch = Shows the table again each second, until it is interrupted
cli-option-pause = Waits for Enter between the steps

cli-no-display = There is no graphical display. Set DISPLAY or WAYLAND_DISPLAY, or use the command line: see “jackfield --help”, or try “jackfield tour”.
cli-window-shown = The window of this profile is open already; it was brought to the front. “--profile NAME” opens another one.
cli-window-silent = The window of this profile is open already and does not answer. Here is a second one.
cli-no-library = The window cannot be opened: the system library { $library } is missing. Install it (on Debian and Ubuntu: libxkbcommon0 and libxkbcommon-x11-0), or use the command line: see “jackfield --help”.
cli-window-as-root = The window runs as root: whatever is opened in it has every right on this machine. An ordinary user is enough for all but ports below 1024.
cli-no-window = The window cannot be opened: { $error }. The command line works without it: see “jackfield --help”.
cli-no-folders = The folders of the profile cannot be used ({ $error }). Set HOME, or JACKFIELD_HOME to a folder of your own.
cli-bad-profile = “{ $name }” cannot be the name of a profile. Use up to 32 letters, digits, dashes, dots and underscores, such as “lab-2”.
cli-bad-language = --language takes { $known }, not “{ $text }”.
cli-misuse-unknown-option = There is no option “{ $option }” here. Leave it out, or correct it.
cli-misuse-elsewhere = “{ $option }” is only for { $command }. Leave it out here.
cli-misuse-unknown-option-or-text = There is no option “{ $option }” here. Correct it; or, if it is a text, put -- before it.
cli-misuse-unknown-command = There is no command “{ $command }”. Correct it, or choose one that the help lists.
cli-misuse-unexpected = “{ $argument }” is one argument too many. Leave it out; a text with spaces needs quotation marks around it.
cli-misuse-missing = Something is missing: { $arguments }. Add it in the place that the usage shows.
cli-misuse-no-command = The command is not complete. Add one of the commands that the help lists.
cli-misuse-no-value = { $option } needs a value. Write it behind the option.
cli-misuse-range = { $option } takes a whole number from { $from } to { $to }, not “{ $value }”.
cli-misuse-number = { $option } takes a whole number, not “{ $value }”.
cli-misuse-too-many-values = { $option } takes no such value: leave out “{ $value }”.
cli-misuse-conflict = { $first } and { $second } do not go together. Leave one of them out.
cli-misuse-twice = { $option } can be given only once. Leave the others out.
cli-misuse-not-utf8 = An argument is not UTF-8 text. Type it anew; bytes that are no text can be sent with --hex.
cli-misuse-other = The command line cannot be read: { $error }
cli-misuse-suggestion = Did you mean “{ $near }”?
cli-misuse-help = “--help” behind the command shows all that it takes.

cli-replace-stale = With --replace-stale, the left-over file is replaced.
cli-cannot-start = This could not be started: { $error }. Close other programs, or raise the limits of the system, and try again.
cli-no-control = “jackfield threads” will not see this instance: { $error }.
cli-bad-text = { $option } cannot be read: { $error }
cli-bad-duration = { $option } needs a duration such as 500ms, 5s or 1m, not “{ $text }”.
cli-no-duration = { $option } needs a time longer than 0, such as 500ms, 5s or 1m.
cli-long-duration = { $option } takes at most a year. Give a shorter time, such as 500ms, 5s or 1m.
cli-hex-ending = --hex sends exactly the bytes that the digits stand for: leave out --crlf, --lf and --no-eol.
cli-hex-hint = Type hexadecimal digits, two for each byte, such as 48 69 0d 0a. Each line is sent when you press Enter; Ctrl+D ends what you send.
cli-none-of = None of the { $count } addresses could be connected to, each for the reason above.
cli-lines-of-a-stream = --lines is for udp:// and unixgram://: a stream has no messages whose lines could be ended. Leave it out.
cli-empty-expect = --expect needs a text: nothing is found at once, everywhere.
cli-too-large = It has more than { $limit } bytes, and no more can be sent at once. Send it in parts.
cli-bad-line = Line { $number } was not sent: { $error }
cli-no-input = Standard input cannot be read: { $error }.
cli-no-output = Standard output cannot be written: { $error }.
cli-not-seen = The expected text did not come within { $after }.
cli-not-connected = There was no connection within { $after }.
cli-not-bound = There was no socket to send through within { $after }.
cli-idle = Nothing more came or went for { $after }.
cli-late-thread = The thread { $thread } did not end in time; the program ends without it.
cli-panic-kept = A report of it, without anything that was said, is in { $file }. It is sent to nobody.
cli-panic = Internal error in the thread “{ $thread }”: { $what } ({ $place }). Please report this.
cli-record-paused = The conversation is not being recorded. { $fault }
cli-record-resumed = { $missing ->
    [one] Recording goes on; { $missing } segment is missing.
   *[other] Recording goes on; { $missing } segments are missing.
}
cli-record-pruned = { $conversations ->
    [one] { $conversations } old conversation ({ $bytes }) was removed to make room.
   *[other] { $conversations } old conversations ({ $bytes }) were removed to make room.
}

cli-preset-none = There are no presets yet. Save one with “jackfield preset add NAME ENDPOINT”.
cli-preset-no-name = A preset needs a name.
cli-preset-no-such = There is no preset “{ $name }”. See “jackfield preset list”.
cli-preset-added = Saved as “{ $name }”.
cli-preset-there = “{ $name }” is there already, just so: nothing was changed.
cli-preset-name-taken = There is a preset “{ $name }” already, and it is another one. Remove it first (jackfield preset remove), or choose another name.
cli-preset-removed = Removed “{ $name }”.
cli-preset-exported = { $count ->
    [one] Wrote { $count } preset to { $file }.
   *[other] Wrote { $count } presets to { $file }.
}
cli-preset-imported = { $count ->
    [one] Added { $count } preset from { $file }.
   *[other] Added { $count } presets from { $file }.
}
cli-preset-imported-there = { $count ->
    [one] { $count } preset of it is there already, just so.
   *[other] { $count } presets of it are there already, just so.
}
cli-preset-unsaved = { $file } cannot be written ({ $what }), so nothing was changed. Allow writing there, and run the command again.
cli-preset-nothing-imported = No preset could be read from that file.
cli-preset-unreadable = “{ $name }” cannot be read: { $reason }.
cli-preset-left-out = { $count ->
    [one] { $count } preset was left out: the file holds too many.
   *[other] { $count } presets were left out: the file holds too many.
}
cli-file-exists = { $file } exists already. Choose another name, or remove it first.

cli-threads-none = No instance is running. Start one with “jackfield”, “jackfield listen” or “jackfield connect”.
cli-threads-no-such = No instance with process number { $pid } is running here.
cli-threads-failed = The running instances could not be asked: { $error }. Try again.
cli-threads-silent = Process { $pid } did not answer ({ $error }). Continue it if it is stopped, or try again.
cli-threads-not-here = Running instances cannot be asked on this system. The window shows its own threads.
cli-threads-head = Process { $pid }, version { $version }: { $count } threads (at most { $peak })
cli-threads-session = Session { $id }, { $title } ({ $place }): { $parties }, { $received } received, { $sent } sent, { $waiting } waiting

cli-column-id = ID
cli-column-name = Name
cli-column-label = Label
cli-column-role = Role
cli-column-state = State
cli-column-since = Age
cli-column-cpu = CPU
cli-column-connections = Connections
cli-column-bytes = Bytes
cli-column-endpoint = Endpoint
cli-column-folder = Folder

cli-word-listen = listen
cli-word-connect = connect
cli-word-read-only = read-only
