# The window around the conversation: bars, sidebar, inspector, dialogs.
