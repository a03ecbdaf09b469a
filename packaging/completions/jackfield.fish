# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_jackfield_global_optspecs
    string join \n profile= language= h/help V/version
end

function __fish_jackfield_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_jackfield_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_jackfield_using_subcommand
    set -l cmd (__fish_jackfield_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c jackfield -n "__fish_jackfield_needs_command" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_needs_command" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_needs_command" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_needs_command" -s V -l version -d 'Shows the version'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "listen" -d 'Waits for peers and talks with all of them'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "connect" -d 'Goes to a peer and talks with it'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "preset" -d 'The saved sessions'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "threads" -d 'Shows the live threads of the running instances'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "tour" -d 'Shows a server, two clients and a talk on this computer, step by step, with each call and thread'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "pair" -d 'Makes this computer and another one known to each other'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "peers" -d 'Shows the paired computers'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "send" -d 'Sends a text or a file to a paired computer and waits until it is stored on its disk'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "serve" -d 'Stays up for the paired computers: tells what happens and takes wishes, a JSON object a line each; the end of standard input ends the wishes, not the command'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "unpair" -d 'Ends a pairing; what was said stays'
complete -c jackfield -n "__fish_jackfield_needs_command" -f -a "doctor" -d 'Finds out why computers do not find or reach each other'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l backlog -d 'Lets this many clients wait to be accepted (usually 4096)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l greet -d 'Sends this to each new peer; \\r \\n \\t \\0 \\e \\\\ \\xNN and \\u{NNNN} stand for bytes' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l max-threads -d 'Uses up to this many threads for the connections: 1 to 64 (usually 16)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l send -d 'Sends this to each peer, with a line ending; may be given several times; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l expect -d 'Ends with 0 as soon as this has come, and with 1 when the peer closes before; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l timeout -d 'How long to wait for --expect: 500ms, 5s, 1m. Without --expect, ends after this long in silence once standard input has ended' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l room -d 'Relays what one client says to the others; you see it too'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l replace-stale -d 'Replaces a socket file that a program which has ended left over'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l close-after-greet -d 'Closes each connection behind the greeting'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l echo -d 'Sends back what comes'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l broadcast -d 'Allows datagrams to a broadcast address'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l crlf -d 'Ends each line with CR LF'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l lf -d 'Ends each line with LF, also where CR LF was typed (without an option line ends stay as they are)'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l no-eol -d 'Sends the bytes as they are read, without looking for lines; over UDP and datagram sockets, all of standard input is one datagram'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l hex -d 'Reads hexadecimal digits, a line each and in --send and --expect, and shows what comes as hexadecimal'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l json -d 'Writes a JSON object for each event and each piece of data, a line each'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l lines -d 'Ends the line behind each datagram, where it does not itself: without this, standard output has their bytes and nothing else'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -l record -d 'Keeps the conversation in the profile, where the window shows it'
complete -c jackfield -n "__fish_jackfield_using_subcommand listen" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l connect-timeout -d 'Gives each address this long to answer: 500ms, 5s, 1m (usually 10s)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l greet -d 'Sends this to each new peer; \\r \\n \\t \\0 \\e \\\\ \\xNN and \\u{NNNN} stand for bytes' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l max-threads -d 'Uses up to this many threads for the connections: 1 to 64 (usually 16)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l send -d 'Sends this to each peer, with a line ending; may be given several times; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l expect -d 'Ends with 0 as soon as this has come, and with 1 when the peer closes before; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l timeout -d 'How long to wait for --expect: 500ms, 5s, 1m. Without --expect, ends after this long in silence once standard input has ended' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l reconnect -d 'Connects again, with growing pauses, when the connection is refused or lost'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l close-after-greet -d 'Closes each connection behind the greeting'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l echo -d 'Sends back what comes'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l broadcast -d 'Allows datagrams to a broadcast address'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l crlf -d 'Ends each line with CR LF'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l lf -d 'Ends each line with LF, also where CR LF was typed (without an option line ends stay as they are)'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l no-eol -d 'Sends the bytes as they are read, without looking for lines; over UDP and datagram sockets, all of standard input is one datagram'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l hex -d 'Reads hexadecimal digits, a line each and in --send and --expect, and shows what comes as hexadecimal'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l json -d 'Writes a JSON object for each event and each piece of data, a line each'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l lines -d 'Ends the line behind each datagram, where it does not itself: without this, standard output has their bytes and nothing else'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -l record -d 'Keeps the conversation in the profile, where the window shows it'
complete -c jackfield -n "__fish_jackfield_using_subcommand connect" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "list" -d 'Shows all presets'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "show" -d 'Shows one preset as it stands in the file'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "run" -d 'Opens a preset without a window'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "add" -d 'Saves a session as a preset'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "remove" -d 'Removes a preset'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "export" -d 'Writes all presets to a new file'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and not __fish_seen_subcommand_from list show run add remove export import" -f -a "import" -d 'Adds the presets of a file'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from list" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from list" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from list" -l json -d 'Writes a JSON object for each event and each piece of data, a line each'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from list" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from show" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from show" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from show" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l send -d 'Sends this to each peer, with a line ending; may be given several times; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l expect -d 'Ends with 0 as soon as this has come, and with 1 when the peer closes before; escapes as in --greet' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l timeout -d 'How long to wait for --expect: 500ms, 5s, 1m. Without --expect, ends after this long in silence once standard input has ended' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l hex -d 'Reads hexadecimal digits, a line each and in --send and --expect, and shows what comes as hexadecimal'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l json -d 'Writes a JSON object for each event and each piece of data, a line each'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l lines -d 'Ends the line behind each datagram, where it does not itself: without this, standard output has their bytes and nothing else'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -l record -d 'Keeps the conversation in the profile, where the window shows it'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from run" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l folder -d 'Puts the preset into this folder' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l backlog -d 'Lets this many clients wait to be accepted (usually 4096)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l connect-timeout -d 'Gives each address this long to answer: 500ms, 5s, 1m (usually 10s)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l greet -d 'Sends this to each new peer; \\r \\n \\t \\0 \\e \\\\ \\xNN and \\u{NNNN} stand for bytes' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l max-threads -d 'Uses up to this many threads for the connections: 1 to 64 (usually 16)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l listen -d 'The preset listens; without this it connects'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l room -d 'Relays what one client says to the others; you see it too'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l replace-stale -d 'Replaces a socket file that a program which has ended left over'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l reconnect -d 'Connects again, with growing pauses, when the connection is refused or lost'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l close-after-greet -d 'Closes each connection behind the greeting'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l echo -d 'Sends back what comes'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l broadcast -d 'Allows datagrams to a broadcast address'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l crlf -d 'Ends each line with CR LF'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l lf -d 'Ends each line with LF, also where CR LF was typed (without an option line ends stay as they are)'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -l no-eol -d 'Sends the bytes as they are read, without looking for lines; over UDP and datagram sockets, all of standard input is one datagram'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from add" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from remove" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from remove" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from remove" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from export" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from export" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from export" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from import" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from import" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand preset; and __fish_seen_subcommand_from import" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -l pid -d 'Asks only the instance with this process number' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -l json -d 'Writes a JSON object for each instance, a line each, instead of the tables'
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -l watch -d 'Shows the table again each second, until it is interrupted'
complete -c jackfield -n "__fish_jackfield_using_subcommand threads" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand tour" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand tour" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand tour" -l pause -d 'Waits for Enter between the steps'
complete -c jackfield -n "__fish_jackfield_using_subcommand tour" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -f -a "show" -d 'Shows a code here, for the other computer to enter'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -f -a "enter" -d 'Enters the code that the other computer shows'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and not __fish_seen_subcommand_from show enter new-identity" -f -a "new-identity" -d 'Gives this computer a new key, for one that is a copy of another; all have to pair with it again'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -l listen -d 'Listens here: a port, or an IP address and port (usually 47110 on all addresses)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -l link -d 'Shows a link to paste instead of a code to type'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -l without-code -d 'Lets in whoever comes first, not verified'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from show" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from enter" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from enter" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from enter" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from new-identity" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from new-identity" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from new-identity" -l yes -d 'Does it, although everybody has to pair again'
complete -c jackfield -n "__fish_jackfield_using_subcommand pair; and __fish_seen_subcommand_from new-identity" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand peers" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand peers" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand peers" -l json -d 'Writes a JSON object for each computer, a line each'
complete -c jackfield -n "__fish_jackfield_using_subcommand peers" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -l file -d 'Offers this file or folder' -r -F
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -l timeout -d 'How long to wait until it is stored there, for files counted from the last progress: 500ms, 5s, 1m (usually 30s)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -l no-wait -d 'Ends as soon as it is queued here'
complete -c jackfield -n "__fish_jackfield_using_subcommand send" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -l listen -d 'Listens here: a port, or an IP address and port (usually 47110 on all addresses)' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -l accept -d 'Accepts all files that are offered, into this folder; without it they wait for a person or a wish, and go to the folder that the event “downloads” names' -r -F
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -l max -d 'Accepts only offers up to this size and declines larger ones, or leaves them to the person at an open window: 500kB, 100MB, 2GB' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand serve" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand unpair" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand unpair" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand unpair" -s h -l help -d 'Shows this help'
complete -c jackfield -n "__fish_jackfield_using_subcommand doctor" -l profile -d 'Uses a separate set of presets, settings and conversations' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand doctor" -l language -d 'Speaks this language: en or zh-CN' -r
complete -c jackfield -n "__fish_jackfield_using_subcommand doctor" -l json -d 'Writes what was found as one JSON object'
complete -c jackfield -n "__fish_jackfield_using_subcommand doctor" -s h -l help -d 'Shows this help'
