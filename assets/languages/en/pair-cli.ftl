# Paired machines on the command line.

cli-about-pair = Makes this computer and another one known to each other
cli-about-pair-show = Shows a code here, for the other computer to enter
cli-about-pair-enter = Enters the code that the other computer shows
cli-about-pair-new-identity = Gives this computer a new key, for one that is a copy of another; all have to pair with it again
cli-about-peers = Shows the paired computers
cli-about-send = Sends a text or a file to a paired computer and waits until it is stored on its disk
cli-about-serve = Stays up for the paired computers: tells what happens and takes wishes, a JSON object a line each; the end of standard input ends the wishes, not the command
cli-about-unpair = Ends a pairing; what was said stays
cli-about-doctor = Finds out why computers do not find or reach each other

cli-option-link = Shows a link to paste instead of a code to type
cli-option-without-code = Lets in whoever comes first, not verified
cli-option-listen-at = Listens here: a port, or an IP address and port (usually 47110 on all addresses)
cli-option-code = The nine digits or the link that the other computer shows; without it, or with -, it is typed at the terminal or read from standard input, where no list of processes shows it
cli-option-address = Where the other computer is, as host:port; without any, the one nearby that shows a code
cli-option-yes = Does it, although everybody has to pair again
cli-option-peers-json = Writes a JSON object for each computer, a line each
cli-option-peer = The name of a paired computer, or the beginning of its name or fingerprint
cli-option-text = The text, up to 64 KiB; - reads it from standard input
cli-option-send-file = Offers this file or folder
cli-option-no-wait = Ends as soon as it is queued here
cli-option-stored-within = How long to wait until it is stored there, for files counted from the last progress: 500ms, 5s, 1m (usually 30s)
cli-option-accept = Accepts all files that are offered, into this folder
cli-option-max = Accepts only offers up to this size and declines larger ones, or leaves them to the person at an open window: 500kB, 100MB, 2GB
cli-option-doctor-json = Writes what was found as one JSON object
cli-option-asked-peer = Asks this paired computer to connect back

pair-cli-bad-place = --listen takes a port or an IP address and port, such as 47110 or 192.168.1.5:47110, not “{ $text }”.
pair-cli-bad-size = --max takes a size such as 500kB, 100MB or 2GB, not “{ $text }”.
pair-cli-max-alone = --max needs --accept and a folder: without it nothing is accepted by itself.
pair-cli-no-folder = { $folder } is no folder. Make it first, or name another one.
pair-cli-type-code = The code or the link that the other computer shows, and Enter:
pair-cli-no-code = There was no code on standard input.
pair-cli-no-text = There is nothing to send: the text is empty.
pair-cli-listens-already = Another program of this profile runs already, and is used; it keeps its own address, and --listen changes nothing.
pair-cli-no-local = Other programs of this profile cannot use its pairings meanwhile: { $error }
pair-cli-home = JACKFIELD_HOME is { $home }. Set it to a folder of your own that can be written to.
pair-cli-gone = The program that holds this profile's pairings has ended. Try again.
pair-cli-behind = What happened was not read in time, so this command is no longer told. Nothing that was said is lost: run it again, and read its output as it comes.
pair-cli-no-answer = Nothing came back in time. Try again.
pair-cli-bad-wish = Line { $line } of standard input is no wish: { $error }

pair-cli-no-such-wish = There is no such wish, or a field of it is wrong, at column { $column }.
pair-cli-not-json = It is not JSON from column { $column } on.
pair-cli-nobody = No paired computer is called “{ $name }”. See “jackfield peers”.
pair-cli-several = “{ $name }” may be { $several }. Type more of the name, or the beginning of the fingerprint.
pair-cli-several-near = Several computers nearby show a code: { $several }. Add the address of the right one.
pair-cli-no-peers = No computer is paired yet. Run “jackfield pair show” on one and “jackfield pair enter” on the other.

pair-cli-new-identity-hint = A new identity for this one: jackfield pair new-identity
pair-cli-new-identity-costs = With a new identity { $names } will not know this computer any more. Each has to pair again, with a new code. What was said stays here; what waits for them is not delivered. Run the command again with --yes to do it.
pair-cli-new-identity = This computer has a new identity: { $fingerprint }

pair-cli-showing-code = Enter this code on the other computer within { $left }.
pair-cli-replaces = A code was shown already, by the window or another command: it is no longer good, this one takes its place.
pair-cli-showing-link = Paste this link on the other computer within { $left }.
pair-cli-showing-nothing = Whoever connects first within { $left } is paired, not verified.
pair-cli-other-side = On the other computer: { $command }
pair-cli-addresses = This computer can be reached at { $addresses }.
pair-cli-unreachable = Nobody can reach this computer now: it has no network. Check the cable or Wi-Fi; jackfield doctor says more.
pair-cli-no-addresses = Nothing listens here yet: no computer is paired.
pair-cli-no-port = Paired computers cannot connect to this one: no port could be opened for them. This one can still connect to them.
pair-cli-wrong-try = Wrong code from { $from } ({ $count } of { $limit })
pair-cli-hidden-by-hand = The code is no longer shown.
pair-cli-hidden-used = The code was used.
pair-cli-hidden-expired = Nobody entered the code in time. Run the command again for a new one.
pair-cli-hidden-wrong-tries = Code closed after 3 wrong tries. Run the command again for a new one.
pair-cli-step-dialling = Connecting…
pair-cli-step-encrypting = Encrypting…
pair-cli-step-proving = Checking the code…
pair-cli-paired = Paired with { $name }.
pair-cli-paired-unverified = Paired with { $name }, not verified: somebody may be in between.
pair-cli-fingerprint = Fingerprint of { $name }: { $fingerprint }

pair-cli-column-name = Name
pair-cli-column-presence = State
pair-cli-column-verified = Verified
pair-cli-column-queued = Queued
pair-cli-column-fingerprint = Fingerprint
pair-cli-verified-code = by code
pair-cli-verified-link = by link
pair-cli-verified-no = not verified
pair-cli-away = away
pair-cli-dialling = connecting
pair-cli-here = here, { $address }
pair-cli-seen = seen { $ago } ago
pair-cli-unpaired = { $name } is no longer paired.

pair-cli-queued = Queued for { $name }. It is sent while “jackfield serve” or the window runs here.
pair-cli-waits = { $name } is away; waiting { $after }. Ctrl+C leaves it queued.
pair-cli-file-waits = Offered to { $name }. Waiting { $after } until it is accepted there; Ctrl+C leaves it offered.
pair-cli-is = { $name }: { $is }
pair-cli-stored = Stored on { $name }.
pair-cli-not-stored = Not stored on { $name } within { $after }. It stays queued and is sent while “jackfield serve” or the window runs here.
pair-cli-file-offered = “{ $name }” is offered and not accepted yet.
pair-cli-file-moves = “{ $name }”: { $done } of { $size }
pair-cli-file-held = They hold “{ $name }”.
pair-cli-file-no-space = “{ $name }” waits for space on their side.
pair-cli-file-done = “{ $name }” is whole on their disk.
pair-cli-file-declined = They declined “{ $name }”: a person did, or it is larger than what is accepted there without one.
pair-cli-file-cancelled = The transfer of “{ $name }” was cancelled.

pair-cli-ask-a-peer = Whether connections arrive here, only another computer can say: jackfield doctor PEER asks a paired one.
pair-cli-no-dial-back = { $name } did not answer: whether it reaches this computer is not known. Try again.
pair-cli-back-away = { $name } is away: it cannot connect back now.
pair-cli-back-away-since = { $name } is away (last seen { $ago } ago): it cannot connect back now.
