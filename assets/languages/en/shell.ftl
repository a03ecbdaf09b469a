# The window around the conversation: bars, sidebar, inspector, dialogs.

window-title = Jackfield

# Counts and states
count-half-closed = { $count } finished sending
count-clients = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
count-threads = { $count ->
    [one] { $count } thread
   *[other] { $count } threads
}
count-connections = { $count ->
    [one] { $count } connection
   *[other] { $count } connections
}
count-peers = { $count ->
    [one] { $count } peer
   *[other] { $count } peers
}
count-linked = { $count ->
    [one] { $count } paired computer linked
   *[other] { $count } paired computers linked
}
stage-opening = Opening
stage-resolving = Looking up { $name }
stage-connecting = Connecting to { $to }
stage-aiming = Getting ready to send to { $to }
stage-listening = Listening
stage-open = Connected
stage-addressed = Bound and addressed
stage-datagrams = Datagrams, no connection
stage-half-closed = Half-closed
stage-retrying = Next try in { $seconds } s ({ $attempt } of { $attempts })
stage-closing = Closing
stage-closed = Closed
stage-failed = Failed

# Top bar
bar-listen = Listen
bar-connect = Connect
bar-inspector = Inspector
bar-settings = Settings
bar-keys = Keyboard shortcuts
bar-palette = Commands

# First page
start-title = Start a conversation
start-subtitle = Wait for programs to connect, or go to one yourself.
start-listen = Open a port and talk to every program that connects.
start-connect = Go to a server, a device or a socket file and talk to it.
start-pair-title = Pair two computers
start-pair = A direct, encrypted line that loses no text and no file.
start-tutorial-title = Try the tutorial
start-tutorial = A greeting server and its client, side by side, with threads and calls at work.
start-hint = { $keys } shows all keyboard shortcuts.
tutorial-server = Tutorial server
tutorial-client = Tutorial client

# Sidebar
part-start = Start and view
part-list = Sessions and presets
part-status = State of the program
part-tools = View of the conversation
edge-sidebar = Width of the list at the left
edge-inspector = Width of the inspector
sidebar-search = Find a session or preset
sidebar-sessions = Sessions
sidebar-presets = Presets
sidebar-past = Earlier conversations
sidebar-clear = Clear ended ({ $count })
sidebar-clear-all = Close all ended sessions
sidebar-clear-hint = Takes the sessions that are over off the list. What was said stays under “Earlier conversations”.
sidebar-no-sessions = Nothing is open.
sidebar-no-presets = Save a session to open it again with a double click.
sidebar-session = { $title }, { $state }
sidebar-client-finished = Client { $peer }, { $side }
sidebar-client = Client { $peer }
sidebar-folder = Folder { $name }
sidebar-preset = Preset { $title }, { $endpoint }
sidebar-preset-hint = { $endpoint } · double-click or Enter opens it, F2 renames it
sidebar-all-past = Show all { $count }
sidebar-conversation = Conversation { $title }, { $age } ago
client-disconnect = Disconnect
client-finish = Finish sending
client-reset = Reset the connection
client-pause = Stop reading
client-resume = Go on reading
client-paused = we have stopped reading
client-copy = Copy address
preset-open = Open
preset-rename = Rename…
preset-duplicate = Duplicate
preset-move = Move
preset-up = Up
preset-down = Down
preset-no-folder = Out of the folder
preset-remove = Delete
preset-name = Name of the preset
past-open-again = Open the same again
past-remove = Delete
past-begun = began { $when }
past-size = { $size } recorded
past-finished = finished
past-unfinished = the program ended before it did
past-not-removed = The conversation was not deleted ({ $what }). Try again when it is no longer written.
past-not-restored = The conversation was not brought back ({ $what }). It is still in the trash folder.

# Open form
form-title-listen = Listen
form-title-connect = Connect
form-address = Address
form-hint-listen = 9999 or /path
form-hint-connect = host:port or /path
form-transport = Transport
form-listen = Listen
form-connect = Connect
form-cancel = Close the form
form-recent = Recent
form-meaning = Opens { $endpoint }
form-open-to-all = Everyone on your network can connect.
form-only-here = Only this computer
form-loopback-only = Only this computer can connect.
form-options = Options…
form-save = Save as preset…
form-name = Name
form-folder = Folder
form-folder-hint = none
form-save-now = Save
transport-tcp = TCP
transport-udp = UDP
transport-unix = Unix stream
transport-unixgram = Unix datagram

# Options
option-group-behaviour = Behaviour
option-group-network = Network
option-group-bounds = Limits
option-greet = Greeting
option-greet-hint = Hello\r\n
option-greet-why = Sent to each peer as soon as it is connected. \r \n \t and \xNN stand for bytes.
option-close-after-greet = Close after the greeting
option-close-after-greet-why = One greeting for each client, as the tutorial’s server does.
option-echo = Echo
option-echo-why = Sends back what comes.
option-room = Room
option-room-why = Relays what one client says to all others.
option-close-with-peer = Close with the peer
option-close-with-peer-why = Finishes sending when the peer has finished.
option-reconnect = Reconnect
option-reconnect-why = Tries again, with growing pauses, when the connection is lost or refused.
option-record = Record
option-record-why = Keeps the conversation on disk, where it outlives the program.
option-no-delay = Send at once
option-no-delay-why = TCP_NODELAY: small messages do not wait for more.
option-keep-alive = Keep alive
option-keep-alive-why = SO_KEEPALIVE: asks a silent peer now and then whether it is still there.
option-broadcast = Broadcast
option-broadcast-why = SO_BROADCAST: lets datagrams go to a broadcast address.
option-replace-stale = Replace a left-over socket file
option-replace-stale-why = Only if no program listens on it any more.
option-max-threads = Threads
option-max-threads-why = 1 serves all connections in one loop; many give each its own thread.
option-backlog = Backlog
option-backlog-why = Connections that may wait to be accepted.
option-max-clients = Clients
option-max-clients-why = Most that are connected at once; more are turned away and counted.
option-timeout = Seconds to connect
option-timeout-why = How long one address may take to answer.

# Head of a session
header-past = An earlier conversation: read only
header-totals = { $received } received, { $sent } sent
header-waiting = { $bytes } waiting
header-put-away = Close this session
header-save = Save as preset
header-listen-again = Listen again
header-reconnect = Reconnect
header-stop = Stop
header-cancel = Cancel
header-disconnect = Disconnect
header-finish = Finish sending
header-finish-hint = Tells the peer that nothing more comes from here. Receiving goes on.
header-copy = Copy { $address }
header-more-addresses = and { $count } more
session-empty = Nothing has been said yet.

# Faults
error-try-again = Try again
error-change = Change…
error-now = Retry now
error-give-up = Give up
error-refused = { $bytes } were not sent. Your text is still there.
error-more = { $count ->
    [one] and { $count } more warning
   *[other] and { $count } more warnings
}
error-accept-paused = New clients have to wait a moment.
error-turned-away = { $count ->
    [one] { $count } client was turned away: the limit is { $limit }.
   *[other] { $count } clients were turned away: the limit is { $limit }.
}
error-use-port = Use port { $port }
error-show-ours = Show that session
error-replace-stale = Replace the file
error-allow-broadcast = Turn on broadcast

# Inspector
inspector-threads = Threads
inspector-calls = Calls
inspector-socket = Socket
threads-active = { $count } active
threads-peak = peak { $count }
threads-name = Name
threads-role = Role
threads-state = State
threads-connections = Conn.
threads-cpu = CPU
threads-since = Age
threads-bytes = Bytes
threads-row = Thread { $name }, { $state }
threads-os = In the system: { $name }, id { $id }
threads-new-name = New name of the thread
threads-choose = Choose a thread to rename it or to stop it.
threads-rename = Rename…
threads-stop = Stop and join within { $limit }
threads-cannot-stop = It ends with what started it.
threads-cannot-stop-main = This is the main thread; it ends with the program.
threads-joined = { $name } ended { $took } after it was asked to, and was joined.
threads-late = { $name } had not ended after { $limit }. It is asked still, and nobody waits for it.
threads-renamed = Renamed to { $name }; the system shows { $os }.
threads-renamed-here = Renamed to { $name }; the system keeps the old name.
threads-foreign = Threads of the graphics library and other libraries are not listed.
thread-role-main = main
thread-role-session = session
thread-role-io = io
thread-role-feed = sending
thread-role-lookup = look-up
thread-role-record = record
thread-role-control = control
thread-role-input = input
thread-role-output = output
thread-role-signals = signals
thread-role-pair = pairing
thread-role-link = link
thread-role-files = files
thread-role-discovery = nearby
thread-role-watch = watch
thread-role-notices = notify
thread-state-running = running
thread-state-waiting = waiting
thread-state-stopping = stopping
thread-state-panicked = panicked
thread-state-stuck = no progress
legend-title = Thread functions, and where they are here
legend-current = the thread column of each call
legend-enumerate = the rows above
legend-active = the number of active threads
legend-run = run(…) in the calls, made in the thread itself
legend-start = start(…) in the calls: the row appears
legend-start-new = the same as start()
legend-join = “Stop and join”, with its time limit
legend-alive = a row is there as long as the thread lives
legend-name = the name; double-click or F2 changes it
calls-session = Session of the calls
calls-connection = Connection of the calls
calls-all-sessions = All sessions
calls-all-connections = All connections
calls-copy = Copy
calls-python = Copy as Python
calls-python-hint = A script that makes the same calls
calls-skipped = { $count ->
    [one] { $count } call is not shown: too many came at once.
   *[other] { $count } calls are not shown: too many came at once.
}
calls-none = No calls yet. Open a session to see them.
calls-time = Time (UTC)
calls-thread = Thread
calls-call = Call = result
calls-took = Took
socket-none = Show a session to see its socket.
socket-endpoint = Endpoint
socket-listening = Listening at
socket-local = Local
socket-remote = Remote
socket-state = State
socket-received = Received
socket-sent = Sent
socket-waiting = Waiting to be sent
socket-ever = Connections so far
socket-dropped = Datagrams dropped
socket-process = Process
socket-user = User
socket-options = Options
socket-on = on
socket-off = off
socket-receive-budget = Receive buffer limit
socket-send-budget = Send buffer limit
socket-peer-finished = the peer has finished sending
socket-we-finished = we have finished sending
socket-more = { $count } more connections are not listed.

# Status bar
status-recorded = { $bytes } recorded
status-nothing-lost = No data lost
status-not-recording = { $count ->
    [one] { $count } session is not recorded
   *[other] { $count } sessions are not recorded
}
status-missing = { $count ->
    [one] { $count } segment is missing from the record
   *[other] { $count } segments are missing from the record
}
status-dropped = { $count ->
    [one] { $count } datagram was dropped by the system
   *[other] { $count } datagrams were dropped by the system
}

# Dialogs, notices
dialog-close = Close
settings-title = Settings
settings-language = Language
settings-system = System
settings-theme = Theme
settings-theme-system = System
settings-theme-light = Light
settings-theme-dark = Dark
settings-zoom = Zoom
settings-inspector = Inspector
settings-inspector-shown = Shown at the right
keys-title = Keyboard shortcuts
key-listen = Listen
key-connect = Connect
key-palette = Find a command
key-find = Find in the conversation
key-toggle = Disconnect or reconnect
key-save = Save the session as a preset
key-put-away = Close the session
key-previous = Previous session
key-next = Next session
key-inspector = Show or hide the inspector
key-zoom-in = Larger
key-zoom-out = Smaller
key-zoom-reset = Original size
key-settings = Settings
key-keys = Keyboard shortcuts
key-number = Session by its number
key-rename = Rename a preset or a thread
key-send = Send
key-new-line = New line
palette-field = Type a command, session, computer or preset
palette-none = Nothing here has that in its name.
palette-session = Go to { $title }
palette-preset = Open preset { $title }
notice-dismiss = Dismiss
notice-dismiss-all = Dismiss all
notice-more = and { $count } more
notice-counted = { $text } ({ $count } times)
toast-undo = Undo
toast-copied = Copied.
toast-saved = Saved “{ $title }” as a preset.
toast-preset-removed = Deleted the preset “{ $title }”.
toast-crashes-removed = { $count ->
    [one] Deleted { $count } crash report.
   *[other] Deleted { $count } crash reports.
}
toast-dropped = A dropped file goes to whoever is shown: open a session or a paired computer, then drop it again.
toast-cleared = { $count ->
    [one] Took one ended session off the list.
   *[other] Took { $count } ended sessions off the list.
}
toast-cleared-kept = { $cleared } What was said stays under “Earlier conversations”.
toast-past-removed = Deleted the conversation.
