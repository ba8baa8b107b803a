close = Close
cancel = Cancel
loading = Loading…
try-again = Try again
nothing-found = Nothing found
