# The attendee list as a file. The columns are read by others: their order is fixed, new ones come at the end.
list-sheet = Attendees
list-file = attendees
list-status = Status
list-given-name = Given name
list-family-name = Family name
list-email = E-mail
list-registered-at = Registered at
list-registered-at-iso = Time (ISO 8601)
list-status-registered = registered
list-status-waitlisted = waiting list
list-status-pending = unconfirmed
list-status-cancelled = cancelled
# As spreadsheets write it: a mark before what stands for itself.
list-date-format = yyyy\-mm\-dd\ hh:mm
list-language = Language
list-waiting-place = Place on the waiting list
list-present-at = Present since
list-note = Note
