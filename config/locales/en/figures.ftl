## The figures of an event

figures-title = Figures
figures-link = Sign-ups over time, e-mails, arrivals
figures-as-table = As a table
figures-sign-ups-title = Sign-ups over time
figures-nobody = Nobody has registered yet, or the data have been deleted after their term.
figures-sign-ups = { $n ->
    [one] One registration
   *[other] { $n } registrations
}, { $lately } in the last 7 days
figures-day = Day
figures-came = Registered
figures-left = Cancelled
figures-standing = By the evening
figures-places = { $n ->
    [one] one place
   *[other] { $n } places
}
figures-today = today
figures-start = Start
figures-mark = { $what }: { $time }
figures-mails-title = E-mails
figures-no-mails = No e-mail has come due yet.
figures-mails = { $accepted } handed to the mail server, { $waiting } waiting, { $failed } refused or too late
figures-accepted = handed over
figures-waiting = waiting
figures-failed = refused
figures-between = When
figures-within-seconds = { $time }, { $n ->
    [0] all within a second
    [one] all within a second
   *[other] all within { $n } seconds
}
figures-within-minutes = from { $time }, over { $n } minutes
figures-arrivals-title = Arrivals
figures-not-recorded = Nobody who opens their personal link is recorded. That happens only at events with proof of attendance.
figures-doors-closed = The doors are still closed.
figures-nobody-came = Nobody has come in yet.
figures-present-of = { $present } of { $n } have come in.
figures-from = Time
figures-arrived = Came in
figures-present = By then
figures-step = { $from }–{ $until }
