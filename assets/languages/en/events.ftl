# What happened, as lines of the conversation.

event-opened-listen = Asked to listen on { $endpoint }
event-opened-connect = Asked to connect to { $endpoint }
event-resolving = Looking up { $host }…
event-resolved = { $host } is { $addresses }
event-resolved-none = { $host } has no address
event-connecting = Connecting to { $address }…
event-aiming = Getting ready to send to { $address }…
event-attempt-failed = Attempt at { $address } failed. { $fault }
event-attempt-failed-named = The attempt failed. { $fault }
event-listening = Listening on { $addresses }
event-connected = { $peer } connected (our end: { $local })
event-first-datagram = First datagram from { $peer } (our end: { $local })
event-addressed = Ready to send to { $peer } (our end: { $local }). There is no connection: whether anybody is there is seen when an answer or a refusal comes.
event-connected-process = { $peer } connected (process { $pid }, user { $user })
event-peer-finished = { $peer } has finished sending (it may have closed). You can still try to send, or disconnect.
event-we-finished = You finished sending to { $peer } – receiving goes on
event-closed = { $peer } – { $reason } { $totals }
event-closed-named = { $reason } { $totals }
event-turned-away = { $count ->
    [one] Turned { $count } client away (limit { $limit })
   *[other] Turned { $count } clients away (limit { $limit })
}
event-accept-paused = Accepting paused. { $fault }
event-accept-resumed = Accepting goes on
event-send-refused = { $bytes } not sent to { $peer }. { $fault }
event-send-refused-all = { $bytes } not sent. { $fault }
event-warning = { $peer } – { $fault }
event-warning-session = { $fault }
event-urgent = { $peer } sent urgent data; it is shown in line
event-feeding-file = Sending { $name }
event-feeding-repeat = Sending again and again
event-fed-done = { $name }: { $size } sent
event-fed-stopped = { $name }: stopped after { $size }
event-fed-nobody = { $name }: stopped after { $size }, because nobody is connected any more
event-fed-unsent = { $name } was not sent. { $fault }
event-fed-broken = { $name }: stopped after { $size }. { $fault }
event-repeated-done = { $times ->
    [one] Sent { $times } time
   *[other] Sent { $times } times
}
event-repeated-in = Sent { $times } times in { $lasted }: every { $each }
event-repeated-stopped = { $times ->
    [one] Repeating stopped after { $times } time
   *[other] Repeating stopped after { $times } times
}
event-repeated-nobody = { $times ->
    [one] Repeating stopped after { $times } time, because nobody is connected any more
   *[other] Repeating stopped after { $times } times, because nobody is connected any more
}
event-repeated-broken = { $times ->
    [one] Repeating stopped after { $times } time. { $fault }
   *[other] Repeating stopped after { $times } times. { $fault }
}
event-dropped = { $count ->
    [one] The system dropped { $count } datagram: it came faster than it was read
   *[other] The system dropped { $count } datagrams: they came faster than they were read
}
event-gap = { $count ->
    [one] { $count } segment ({ $bytes }) is missing here: the record could not be written
   *[other] { $count } segments ({ $bytes }) are missing here: the record could not be written
}
event-retrying = { $fault } Trying again in { $pause } ({ $attempt } of { $attempts })
event-failed = { $fault }
event-stopped = Stopped; all threads have ended

close-finished = Closed: both sides had finished.
close-by-us = Closed by you.
close-with-session = Closed with its session.
close-socket-with-session = Socket closed with the session.
close-reset-by-us = Reset by you.

thread-joined = The thread { $thread } has ended (after { $after })
thread-late = The thread { $thread } has not ended within { $after }; it will once its current call returns
thread-renamed = The thread is now called { $thread }
thread-renamed-both = The thread is now called { $thread }, in the system { $name }

record-paused = Recording paused: { $reason }. What passes now is not kept. It is tried again every second.
record-full = The disk is full: recording paused, and what passes now is not kept. Free some space; recording goes on by itself.
record-resumed = { $count ->
    [0] Recording goes on; nothing is missing
    [one] Recording goes on; { $count } segment is missing
   *[other] Recording goes on; { $count } segments are missing
}
record-pruned = { $count ->
    [one] Removed the oldest conversation ({ $bytes }) to keep within the disk limit
   *[other] Removed the { $count } oldest conversations ({ $bytes }) to keep within the disk limit
}

totals = After { $lasted }: { $received } received, { $sent } sent.
totals-with-unsent = { $totals } { $bytes } never left.
totals-with-doubtful = { $totals } The last { $bytes } sent were perhaps not delivered.

list-separator = {", "}
address-unnamed = (unnamed)
