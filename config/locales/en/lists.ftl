### Words of the page that gives lists away, as a file or on paper.

lists-title = Download a list
lists-choose = Download or print a list
lists-people = { $n ->
        [0] Nobody is on this list.
        [one] 1 person is on this list.
       *[other] { $n } people are on this list.
    }
lists-found = Only those who are found by “{ $typed }”.

lists-file-title = As a file
lists-columns = Columns
lists-columns-hint = Your choice stays ticked for this event until the next time.
lists-columns-error = Tick at least one column.
lists-form = File format
lists-form-json = JSON for programs
lists-download = Download

lists-sheet-title = On paper, to be ticked off
lists-sheet-text = { $n ->
        [one] 1 person, with the name and a box.
       *[other] { $n } people by family name, each with a box.
    }
lists-sheet-registered = Unless you choose otherwise, only those who are registered are on it.
lists-sheet-more = What stands on it beside the names
lists-sheet-more-hint = Everybody reads what lies at the door.
lists-sheet-open = Open for printing
lists-sheet-print = Print this page with Ctrl + P, on a Mac with Cmd + P. Destroy the paper as soon as you no longer need it.
lists-sheet-present = Here
lists-sheet-name = Name

lists-log-title = Last downloads
lists-log-none = Nobody has downloaded a list yet.
lists-log-when = When
lists-log-who = Who
lists-log-what = What
lists-log-sheet = List on paper
lists-log-people = { $n ->
        [one] 1 person
       *[other] { $n } people
    }
lists-log-found = only those found
lists-log-term = Who has had a list can be looked up here until { $date }. Who is on it is not recorded.
