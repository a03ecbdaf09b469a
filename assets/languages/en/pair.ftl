# Pairing two installations, and talking with who is paired.

bar-pair = Pair
key-pair = Pair with another machine
sidebar-paired = Paired
sidebar-contact = { $name }, { $state }

# The dialog
pair-title = Pair with another machine
pair-intro = One side shows a code, the other one enters it. From then on both know each other.
pair-show = Show a code
pair-show-text = Read nine digits aloud, or send a link. The other side types them.
pair-enter = Enter a code
pair-enter-text = Somebody shows you a code or has sent you a link.
pair-back = Back
pair-cancel = Cancel
pair-starting = Getting ready…
pair-my-name = My name
pair-new-identity = New identity…
pair-new-identity-costs = { $count ->
        [0] Nobody is paired with this computer: a new identity costs nothing.
        [one] The computer that is paired will not know this one any more and has to pair again, with a new code. What was said stays here; what waits for it is not delivered.
       *[other] The { $count } computers that are paired will not know this one any more. Each has to pair again, with a new code. What was said stays here; what waits for them is not delivered.
    }
pair-new-identity-make = Make a new identity
pair-new-identity-keep = Keep this one
pair-fingerprint = My fingerprint
pair-copy-fingerprint = Copy the fingerprint
pair-seen = Seen nearby
pair-visible = Machines near see this one
pair-named = with its name
pair-no-port = This machine accepts no connections now: others cannot reach it, but it can reach them.
pair-turned-away = { $count ->
    [one] { $count } connection of a stranger was turned away.
   *[other] { $count } connections of strangers were turned away.
}
pair-without = Connect without a code…
pair-without-warning = Without a code nobody can tell who is at the other end: somebody in between could read and change everything. The talk says “not verified” until a code is used.
pair-without-let-in = Let one machine in
pair-without-go = Go to an address

# Our code
pair-read-aloud = Read this to the other person, or send them the link:
pair-open-to-anyone = Whoever connects first now is paired, not verified.
pair-left = { $left } left
pair-copy-code = Copy the code
pair-copy-link = Copy the link
pair-copy-link-hint = A link needs no typing and no address. Send it in a way that nobody else can read.
pair-wrong-try = Wrong code from { $from } ({ $count } of { $limit })
pair-my-addresses = If this machine is not found, they can type one of its addresses:
pair-no-addresses = Nobody can reach this computer now: it has no network. Check the cable or Wi-Fi; its addresses appear here then.
pair-copy-address = Copy { $address }
pair-copy-addresses = Copy my addresses
pair-hide = Stop showing
pair-may-close = You may close this dialog: the code stays until its time is over.
pair-no-code = No code is shown.
pair-code-replaced = No code is shown: a command took its place with a code of its own, and has ended.
pair-code-comes = Making a code…
pair-new-code = New code
pair-code-shown = Code shown
pair-code-of-another = A command (jackfield pair show) shows this code now; one that was shown before is no longer good.
pair-hidden-used = The code was used.
pair-hidden-expired = The code’s time is over.
pair-hidden-wrong-tries = Code closed after 3 wrong tries.

# Their code
pair-code-field = Code or link
pair-code-hint = 123-456-786
pair-address-field = Their address, if they are not in the list
pair-address-hint = 192.168.1.5:47110
pair-nearby = Nearby
pair-nobody-near = Nobody is seen here. Typing an address works all the same.
pair-shows-code = shows a code now
pair-shows-none = shows no code
pair-go = Pair
pair-step-dialling = Dialling
pair-step-encrypting = Encrypting
pair-step-proving = Proving
pair-paired = Paired with { $name }
pair-nameless = Unnamed
pair-they = They

# Who is paired
pair-here = Online
pair-dialling = Dialling
pair-away = Away
pair-stopped = Stopped
pair-not-paired = not paired
pair-over = You ended this pairing
pair-over-there = { $name } ended this pairing
pair-over-forgotten = { $name } no longer knows this computer
pair-again = Pair again…
pair-queued = { $count } queued
pair-unread = { $count } new
pair-next-try = next try in { $seconds } s
pair-try-now = Try now
pair-details = Details
pair-rename = Rename
pair-rename-menu = Rename…
pair-unpair = Unpair
pair-unpair-menu = Unpair…
pair-name = Name
pair-claims = Calls itself
pair-verified = Verified
pair-verified-code = By a code
pair-verified-link = By a link
pair-verified-no = Not at all: somebody may be in between
pair-verify = Verify with a code…
pair-key = Key
pair-copy-key = Copy the key
pair-paired-at = Paired
pair-last-seen = Last seen
pair-addresses = Addresses
pair-dial-back = Can they reach me?
pair-unpair-title = Unpair { $name }?
pair-unpair-lost = You and { $name } can no longer reach each other. To talk again, a new code is needed.
pair-unpair-stays = What was said and the files that have arrived stay on this machine.
pair-unpair-queued = { $count ->
    [one] { $count } message that has not arrived will not be delivered.
   *[other] { $count } messages that have not arrived will not be delivered.
}
pair-keep = Stay paired

# The talk
pair-not-verified = not verified
pair-not-verified-hint = Nobody has made sure who is at the other end. A code does.
pair-broken = Nothing can be sent, and nothing is accepted, until this is solved.
pair-brought-back = { $count ->
    [one] The history here was older than { $name }’s copy: { $count } message came back from there.
   *[other] The history here was older than { $name }’s copy: { $count } messages came back from there.
}
pair-given-again = { $count ->
    [one] { $name }’s history was older than the one here: { $count } message is given again.
   *[other] { $name }’s history was older than the one here: { $count } messages are given again.
}
pair-talk-closed = This talk cannot be read now.
pair-talk-empty = Say something to { $name }. It arrives also when they are away now.
pair-today = Today
pair-yesterday = Yesterday
pair-state-queued = queued
pair-state-sent = sent
pair-state-stored = stored on their disk
pair-not-delivered = not delivered
pair-returned = brought back
pair-show-all = Show all ({ $bytes })
pair-copy-text = Copy the text
pair-to-end = To the end
pair-new = { $count } new
pair-i-accepted = You accepted “{ $what }”
pair-i-declined = You declined “{ $what }”
pair-they-accepted = { $name } accepted “{ $what }”
pair-they-declined = { $name } declined “{ $what }”
pair-arrived = “{ $what }” has arrived
pair-given-up = “{ $what }” was given up
pair-say = Message
pair-say-hint = Write a message. Enter sends it, Shift+Enter is a new line.
pair-send = Send
pair-attach = Offer a file or folder
pair-path = Path of a file or folder
pair-path-hint = Type a path, or drop a file on the window
pair-offer = Offer
pair-drop = Drop it to offer it to { $name }.
pair-length = { $bytes } of { $limit } bytes
pair-not-said = Not sent. { $why }
pair-over-hint = Nothing more can be sent until the two of you pair again.

# Files
pair-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
pair-file-type = type .{ $kind }
pair-renamed = renamed to be safe
pair-progress = { $done } of { $size }
pair-offer-mine = Offered. They have not answered yet.
pair-offer-waits = Waits until { $name } is back.
pair-offer-theirs = Do you want it? Nothing is opened by itself.
pair-waits-for-space = Waiting for space on their side.
pair-waits-for-them = They have paused it.
pair-paused = Paused
pair-goes-on-later = goes on when { $name } is here again
pair-waits-behind = waits until “{ $name }” is done
pair-nothing-comes = no bytes for { $time }
pair-time-left = { $time } left
pair-checking = Making sure that everything is whole…
pair-saved = Saved as { $path }
pair-delivered = Whole, on their disk
pair-declined = Declined
pair-cancelled = Cancelled
pair-no-space = No space: { $needed } are needed, { $free } are free. Make room, then resume.
pair-accept = Accept
pair-accept-to = Accept to…
pair-into = Folder for it
pair-into-hint = The whole path of a folder
pair-accept-here = Accept here
pair-decline = Decline
pair-pause = Pause
pair-resume = Resume
pair-goes-to = Goes to the folder of { $name } in { $folder }
pair-free = { $free } free
pair-fetched-again = File damaged, fetched again ({ $count } of { $limit })
pair-open-folder = Open the folder
pair-no-opener = This computer has no program that shows folders (xdg-open, gio). Copy the path instead.
pair-folder-stays = The folder cannot be shown: { $error }. Copy the path instead.
pair-copy-path = Copy the path

# What went wrong
pair-fault-not-nine = A code has nine digits, such as 123-456-786. Nothing was sent.
pair-fault-typo = That code has a typo. Nothing was sent.
pair-fault-bad-link = That link is not whole. Copy all of it. Nothing was sent.
pair-fault-no-address = Nobody near shows a code. Type their address as well: it is shown below their code, where they have a network.
pair-fault-no-such-host = There is no machine called { $host }. Check the spelling, or type an address of digits.
pair-fault-bad-port = The port of { $address } is wrong: it is a number from 0 to 65535.
pair-fault-no-answer = { $to } does not answer ({ $after }). Are both in the same network? A firewall may drop it.
pair-fault-no-route = No network of this computer leads to { $to }. Check the cable or Wi-Fi; “Diagnose” or “jackfield doctor” says more.
pair-fault-refused = Nothing listens at { $to }. Is Jackfield running there, with this port?
pair-fault-not-us = What answers at { $to } is not Jackfield. Check the port.
pair-fault-no-code-shown = They are not showing a code. Ask them to press “Show a code”.
pair-fault-busy = They are pairing with somebody else right now. Try again in a moment.
pair-fault-wrong-code = { $left ->
    [one] Wrong code, or someone is in between. Compare it with theirs and type it again. The code allows { $left } more try.
   *[other] Wrong code, or someone is in between. Compare it with theirs and type it again. The code allows { $left } more tries.
}
pair-fault-used-up = This code is used up. Ask for a new one.
pair-fault-myself = That is this computer, or a copy of it with the same key. If it is a copy, one of the two needs a new identity.
pair-fault-new-key = This computer’s key file was lost or exchanged: it has another identity now. Everybody it was paired with has to pair with it again, with a new code.
pair-fault-ledger-aside = The store of paired computers and talks was damaged. It was moved to { $to }, and a new one was begun: pair again with a new code.
pair-fault-out-of-handles = Out of file handles: paired computers cannot connect until some are free. Close some sessions, or raise the limit (ulimit -n).
pair-cloned-proven = A computer at { $addresses } has this computer’s key: one is a copy of the other (a copied disk or home folder). One of the two needs a new identity.
pair-cloned-hint = A computer at { $addresses } announces itself as this one. If one was made as a copy of the other (a copied disk or home folder), one of the two needs a new identity. Anybody on the network can announce that: it proves nothing.
pair-fault-other-key = The computer at this address is not “{ $who }”. Nothing was sent. If it was set up anew, pair again with a new code.
pair-fault-other-key-link = The computer at this address is not the one that made the link. Nothing was sent. Ask for a new link.
pair-fault-removed = { $who } removed this pairing. To talk again, pair with a new code.
pair-fault-forgotten = { $who } no longer knows this computer. Pair again with a new code.
pair-fault-versions = { $who }: version { $theirs } runs there, and the two have no protocol in common. Update one side.
pair-fault-downgraded = { $who }: an older protocol than the last time answered, and was refused. If the program there was set back, pair again.
pair-fault-held-back = { $who } sends more than is taken at once: from now on it comes slowly, and nothing is lost. If you do not expect so much, unpair.
pair-fault-cut = The line was cut: { $why }. Try again.
pair-fault-altered = Data was altered on the way, or against the rules: { $why }. The line was closed.
pair-fault-ledger = The history of talks cannot be written or read: { $why }. Check its disk and its rights.
pair-fault-ledger-full = The history of talks cannot be written: its disk is full. Free some space there; what waits goes on then.
pair-fault-not-a-folder = { $path } is a file, and a folder is needed there. Move it away, or choose another folder.
pair-fault-not-a-file = { $path } is not an ordinary file, and one is needed there. Move it away.
pair-fault-read-only = { $path } can only be read. Allow writing there, or choose another folder.
pair-fault-denied = The rights of { $path } do not let this user in. Mend them, or choose another folder.
pair-fault-place-full = The disk of { $path } is full. Free some space there.
pair-fault-missing = { $path } is not there and cannot be made. Choose another folder.
pair-fault-key = The key of this machine cannot be used: { $why }
pair-fault-too-long = The text has more than { $limit } KiB, and no more go at once. Offer it as a file.
pair-fault-outbox-full = { $count } messages wait for them already. Let some arrive first.
pair-fault-name-taken = Another computer is called “{ $name }”, or nearly so. Choose another name; who is no longer paired keeps the name as well.
pair-fault-no-contact = This machine is no longer paired.
pair-fault-away = They are away. Try again when they are here.
pair-fault-in-use = Another Jackfield of yours takes care of pairing now. Close it there, then try again.
pair-fault-other = It did not work: { $what }
transfer-fault-unsafe-name = Refused: the name “{ $name }” leads out of its folder.
transfer-fault-same-name = Refused: “{ $one }” and “{ $other }” are the same file on some systems.
transfer-fault-too-many = { $count } files are too many; at most { $limit } go at once.
transfer-fault-too-many-offers = { $count } offers wait for their answer already. Wait for an answer, or cancel one of them.
transfer-fault-too-deep = The folders lie too deep in each other.
transfer-fault-changed = “{ $name }” has changed or is gone. Offer it again.
transfer-fault-not-a-file = “{ $name }” is neither a file nor a folder. A link is not followed: offer what it leads to.
transfer-fault-left-out = { $count ->
        [one] “{ $name }” is offered without { $first }: links, special files and folders without a file do not go along.
       *[other] “{ $name }” is offered without { $count } of its parts ({ $first }): links, special files and folders without a file do not go along.
    }
transfer-fault-unreadable = It cannot be read: { $why }
transfer-fault-no-folder = There is no folder “{ $path }”. Type the whole path of a folder that is there.
transfer-fault-unwritable = It cannot be saved: { $why }
transfer-fault-damaged = It arrived damaged, again and again. Ask for a new offer.
transfer-fault-rules = The other side broke the rules of the transfer: { $why }

# What a machine found out about itself.
doctor-reached = { $name } reached this computer at { $address }.
doctor-not-reached = { $name } could not reach this computer; it tried { $addresses }. A firewall here or in between may be in the way.
doctor-not-tried = { $name } had no time to try whether it reaches this computer. Ask again.
doctor-no-list = The interfaces of this computer cannot be listed: { $error }
doctor-no-network = No interface of this computer has an address. Connect it to a network.
doctor-heard = { $name }, { $family }: multicast was sent and heard here.
doctor-not-heard = { $name }, { $family }: multicast was sent but not heard here. Most likely a firewall on this computer stops it. Others do not find this computer then: type its address there.
doctor-not-sent = { $name }, { $family }: multicast could not be sent ({ $why }). Others are not found on this interface; a typed address may work.
doctor-not-probed = { $count ->
        [one] One more interface was not tried: there are too many.
       *[other] { $count } more interfaces were not tried: there are too many.
    }
doctor-down = Down or without an address: { $names }
doctor-vpn = A VPN ({ $names }) carries what leaves this computer. Computers in the same network may not get through: allow the local network in its settings, or turn it off for the moment.
doctor-no-vpn = What leaves this computer goes through { $names }; no VPN is in between.
doctor-no-route = There is no route to other networks. Pairing works within this one.
doctor-no-firewall = No firewall that is known here was found on this computer.
doctor-firewall-on = { $name } is active on this computer. To let others in, enter:
doctor-firewall-off = { $name } is installed but off.
doctor-no-rules = nftables is installed, but none of its rules turns anybody away.
doctor-rules-hidden = nftables is installed; only an administrator can read its rules. If others do not get in, look at them:
doctor-firewall-maybe = { $name } is installed; only an administrator can read its rules. If others do not get in, enter:

# Diagnose.
pair-diagnose = Diagnose…
pair-diagnose-about = Why computers do not find or reach each other, as far as this one can tell by itself.
pair-diagnosing = This computer examines itself. It takes a second.
pair-diagnose-again = Examine again
pair-copy-line = Copy this line
pair-asked-to-dial = { $name } is asked to connect to this computer…
pair-cannot-be-asked = { $name } is away and cannot be asked whether it gets through to this computer.
