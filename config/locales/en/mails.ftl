## All e-mails of an event

mails-title = All e-mails
mails-link = Planned and sent, with time, recipients and state
mails-zone = All times: { $zone }
mails-to = To whom
mails-to-registrants = Registrants
mails-to-team = Team
mails-to-all = Registrants and team
mails-to-each = Individuals
mails-off = switched off
mails-in-later = part of the next reminder
mails-nothing-to-say = waits for a recording, materials or text
mails-to-nobody = to nobody

## The course of the event as a picture

life-title = The course of the event
life-now = Now
life-opens = Registration opens
life-closes = Registration closes
life-doors = Room opens
life-start = Start
life-end = End
life-cancelled = Cancelled
life-deletion = Data are deleted

## Looking at an e-mail

shown-hint = This is the e-mail as it leaves. The personal links in it open nothing: they belong to the recipient.
shown-person = For whom
shown-sample = An invented person
shown-language = Language
shown-search = Search for a person (name or e-mail)
shown-button = Show
shown-subject = Subject
shown-to = To
shown-leaves = Leaves
shown-size = Size
shown-kilobytes = { $size } kB
shown-views = Views of the e-mail
shown-view-html = HTML
shown-view-narrow = Narrow
shown-view-dark = Dark
shown-view-text = Text
shown-view-source = Source
shown-frame = The e-mail
shown-no-room = The link to the event room is still missing: whoever follows the link is told so.
shown-placeholder = “{ $name }” is no placeholder and stays as it is.
shown-too-large = The e-mail is so long that some programs cut off its end.
shown-unwritable = The e-mail cannot be written, nobody would get it: { $reason }

## Adding and changing reminders

rule-new = New reminder
rule-edit = Change time and text
rule-saved = The reminders are saved.
rule-removed = The reminder is removed.
rule-amount = How long
rule-unit = Unit
rule-minutes = minutes
rule-hours = hours
rule-days = days
rule-direction = When
rule-before = before the start
rule-after = after the end
rule-audience = To whom
rule-text = Your own text
rule-text-hint = Stands in the e-mail below title, time and place. Markdown can be used. Placeholders: { $placeholders }
rule-check = Continue
rule-remove = Remove
rule-amount-wrong = Enter a whole number, at most a year.
rule-twice = There already is a reminder at that moment for the same people.
rule-too-many = An event has no more than { $max } reminders.
rule-placeholder = “{ $name }” is no placeholder. There are: { $placeholders }
rule-conflict = Somebody has changed this event meanwhile.
rule-conflict-more = What you typed is still here, but it is not saved. See whether it still fits, and save once more.
rule-ask = Save the reminders like this?
rule-waiting = { $n ->
    [one] One e-mail that waits at the moment is dropped.
   *[other] { $n } e-mails that wait at the moment are dropped.
}
rule-was-sent = { $n ->
    [one] One e-mail has been sent already; nothing changes about it.
   *[other] { $n } e-mails have been sent already; nothing changes about them.
}
rule-then = After that these leave:
rule-none = After that no reminder leaves any more.
