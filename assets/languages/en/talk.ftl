# The conversation and the composer.

## Views and tools

talk-mode-chat = Chat
talk-mode-log = Log
talk-mode-hex = Hex
talk-mode-text = Text
talk-lens = Cut into messages by
talk-lens-raw = Raw
talk-lens-lines = Lines
talk-lens-idle = Idle gap
talk-lens-idle-ms = Silence that ends a message, in milliseconds
talk-lens-idle-wrong = use 1 to { $most }
talk-show = Show
talk-show-everything = Everything
talk-show-received = Received
talk-show-sent = Sent
talk-show-events = Events
talk-filter = Filter…
talk-messages = Messages
talk-scroll = Place in the conversation
talk-close = Close
talk-all-peers = All ({ $count })
talk-more-peers = { $count } more…
talk-gone-peers = { $count } left…
talk-search-peer = Search an address
talk-peer-ended = { $peer } (ended)

## Messages

talk-empty-datagram = (empty datagram)
talk-to-peer = to { $peer }
talk-continues = continues ⬇
talk-continued = ⬆ continued
talk-growing = not finished…
talk-growing-sent = no end of line yet
talk-not-sent = not sent
talk-resend = Send again
talk-show-all = Show all ({ $size })…
talk-show-bytes = Show all bytes…
talk-viewer = All of the message ({ $size })
talk-viewer-cut = Only the first { $size } are shown here.
talk-spoken-received = { $peer }: { $text } ({ $bytes } received)
talk-spoken-sent = To { $peer }: { $text } ({ $bytes } handed to the system)
talk-spoken-unsent = To { $peer }: { $text } ({ $bytes } not sent)
talk-nothing = Nothing has been said yet. Write below.
talk-nothing-waiting = Nobody is here yet. As soon as a client connects, the conversation begins here.
talk-nothing-datagram = Nothing has come yet. With the first datagram the conversation begins here.
talk-new = { $count ->
    [one] { $shown } new ⬇
   *[other] { $shown } new ⬇
}
talk-to-end = To the end ⬇

## Details

talk-kind-received = Received
talk-kind-sent = Sent (handed to the system)
talk-kind-unsent = Not sent
talk-kind-note = Event
talk-detail-sequence = segment { $number }
talk-detail-peer = peer { $peer }
talk-detail-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
talk-detail-segments = of { $count } segments
talk-detail-thread = thread { $thread }
talk-close-details = Close the details

## Copying

talk-as-text = Show as text
talk-as-hex = Show as hex
talk-copy-shown = Copy as shown
talk-copy-raw = Copy raw text
talk-copy-hex = Copy as hex
talk-copy-c = Copy as C array
talk-copy-python = Copy as Python bytes
talk-copy-nothing = Select text, or click a message, to copy it.
talk-copied = Copied { $size }.
talk-copied-cut = Copied the first { $size } only: more was selected than one copy takes.

## Finding

talk-find = Find
talk-find-open = Find…
talk-find-hint = Text to find
talk-find-plain = Plain
talk-find-hex = Hex
talk-find-regex = Regex
talk-find-previous = Previous hit
talk-find-next = Next hit
talk-find-searching = searching…
talk-find-none = not found
talk-find-bad-regex = This is no regular expression: { $why }. Correct it, or choose Plain.

## Composer

talk-to = to
talk-all-clients = All clients ({ $count })
talk-everybody = All peers ({ $count })
talk-some-clients = { $count } clients
talk-message = Message
talk-message-hint = Write a message
talk-send = Send
talk-send-hint = Enter sends, Shift+Enter begins a new line
talk-send-empty = Send an empty datagram
talk-format = What is typed
talk-format-text = Text
talk-format-escapes = Escapes
talk-format-hex = Hex
talk-ending = Line ending
talk-ending-none = No line ending
talk-preview = The bytes that go out, with the line ending
talk-waiting = { $size } waiting
talk-blocked-read-only = This is a conversation of an earlier run: it can only be read.
talk-blocked-nobody = Nobody is connected.
talk-blocked-no-peer = No datagram has come yet: there is nobody to answer.
talk-blocked-finished = You have finished sending; receiving goes on.
talk-blocked-chosen-gone = Those you chose have gone. Choose somebody else.
talk-blocked-nothing = There is nothing to send.
talk-blocked-too-large = Too large for a datagram: { $count } bytes (at most { $limit }).
talk-blocked-full = Waiting for the peer to read: { $size }
talk-stop = Stop
talk-discard = Discard

## Repeating, files, large pastes

talk-repeat = Repeat…
talk-repeat-every = every
talk-repeat-times = times
talk-repeat-endless = 0 goes on until you stop it
talk-repeat-wrong-every = Not an interval: use 1 to { $most } milliseconds.
talk-repeat-wrong-times = Not a count: use 0 (until you stop it) to { $most }.
talk-repeat-start = Start repeating
talk-repeat-going = sent { $times } times
talk-file = File…
talk-file-path = File to send
talk-file-send = Send file
talk-stream = { $name }: { $sent } of { $all }
talk-stream-hint = Counted in whole pieces of 256 KiB: a piece counts once all receivers’ connections have taken all of it. The head counts every byte that was sent, also of other messages.
talk-paste-large = You pasted { $size }, which is too much to be shown here.
talk-paste-send = Send { $size } as data
talk-paste-name = Paste
