# What the desktop is told while another window has the focus. Titles first: none of them holds a
# word from outside.

notify-title-message = New message
notify-title-offer = File offered
notify-title-received = File received
notify-title-sent = File sent
notify-title-transfer = File transfer failed
notify-title-ended = Connection ended by an error
notify-title-news = News
notify-open = Open

# Without contents: who. With contents: who, and what.
notify-from = { $who }
notify-from-what = { $who }: { $what }
notify-offer-what = { $name }, { $size }

# Several news of one source.
notify-several = { $who }: { $list }
notify-and = {", "}
notify-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
notify-offers = { $count ->
    [one] { $count } file offered
   *[other] { $count } files offered
}
notify-arrived = { $count ->
    [one] { $count } file received
   *[other] { $count } files received
}
notify-sent = { $count ->
    [one] { $count } file sent
   *[other] { $count } files sent
}
notify-failed = { $count ->
    [one] { $count } file transfer failed
   *[other] { $count } file transfers failed
}
notify-ended = { $count ->
    [one] { $count } connection ended by an error
   *[other] { $count } connections ended by an error
}

# The window's title
window-title-unread = ({ $count }) { $title }

# Settings
settings-notify = Notifications
settings-notify-off = Off
settings-notify-without = Without contents
settings-notify-with = With contents
settings-notify-why = While another window has the focus: messages and files of paired computers, and connections that end by an error.
settings-notify-no-bus = Not available: there is no session bus.
settings-notify-no-service = Not available: no notification service.
settings-notify-no-way = Not available; the window asks for attention.
