# The attendee list as a file. The columns are read by others: their order is fixed, new ones come at the end.
list-sheet = Teilnehmende
list-file = teilnehmende
list-status = Status
list-given-name = Vorname
list-family-name = Nachname
list-email = E-Mail
list-registered-at = Angemeldet am
list-registered-at-iso = Zeitpunkt (ISO 8601)
list-status-registered = angemeldet
list-status-waitlisted = Warteliste
list-status-pending = unbestätigt
list-status-cancelled = abgemeldet
# As spreadsheets write it: a mark before what stands for itself.
list-date-format = dd\.mm\.yyyy\ hh:mm
list-language = Sprache
list-waiting-place = Platz auf der Warteliste
list-present-at = Anwesend seit
list-note = Notiz
