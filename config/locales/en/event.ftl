### Words of the organiser's pages that enter, change and call off an event. The variables' types stand in the German file.

## Entering

new-title = New event
new-paste-title = From an announcement
new-paste-label = Text of the announcement
new-paste-hint = Paste the text as it is. Title, date, people and everything else are read from it, and you look it over before anything is saved.
new-paste-empty = Paste the text of the announcement.
new-paste-file = This file cannot be read: { $reason }
new-paste-button = Continue
new-blank-title = Without an announcement
new-blank-hint = Four things are enough: title, date, start and end.
new-blank = Open an empty form
new-read = This is what your announcement says. Nothing has been saved yet.
new-read-more = Look it over and add what is missing, above all the link to the room.
new-look-title = Look closely here
warning-line = Line { $line }: { $sentence } “{ $text }”
warning-no-title = No line looks like a title.
warning-no-date = No date was found.
warning-no-time = There is a date but no time.
warning-no-end = It does not say when the event ends. { $minutes } minutes have been filled in.
warning-no-location = It does not say where the event takes place. “Online” has been filled in.
warning-unclear-date = The date or time is unclear and was not taken over.
warning-wrong-weekday = The weekday does not belong to the date. The date was taken.
warning-more-dates = There is another date here. The first was taken.
warning-unclear-registration = The text says different things about registration. The first was taken.
warning-room-link = This leads into the room and does not go on the public page.
warning-letter = This belongs to a letter. It now stands in the description.
warning-unplaced = This fits no field. It now stands in the description.
warning-control-characters = Invisible characters were removed.
warning-doubled-at = { $time } comes twice that night, since the clocks go back. The first one is taken.
warning-doubled = The clocks go back that night, and that time comes twice. The first one was taken.

## Form

edit-title = Edit event
edit-needed = Title, date, start and end are needed; everything else can stay empty.
edit-what = What it is about
edit-event-title = Title
edit-subtitle = Subtitle
edit-series = Series
edit-description = Description
edit-description-hint = A blank line separates paragraphs, **asterisks** emphasise, lines with - become a list.
edit-when = When
edit-date = Date
edit-starts = Start
edit-ends = End
edit-ends-date = Date of the end
edit-ends-date-hint = Only if it ends on another day.
edit-where = Where
edit-location-kind = Format
edit-location-online = Online
edit-location-on-site = On site
edit-location-hybrid = Online and on site
edit-location = Place
edit-location-hint = Everybody can read it, for example “Reading room, Seestraße 1”.
edit-room-url = Link to the room
edit-room-url-hint = The link of Zoom, BigBlueButton, Teams or another service. It stays secret: every personal link leads there once the doors are open.
edit-doors-before = Doors open before the start
edit-doors-after = Doors close after the end
edit-minutes-hint = In minutes.
edit-help-contact = Help during the event
edit-help-contact-hint = A telephone number or e-mail address for anyone who cannot get in.
edit-registration = Registration
edit-mode = Who gets in
edit-mode-required = Only those who have registered
edit-mode-optional = Everybody; whoever registers is reminded
edit-mode-open = Everybody, without registering
edit-capacity = Places
edit-capacity-hint = Empty: as many as like.
edit-given-name = First name
edit-family-name = Last name
edit-asked-required = Must be given
edit-asked-optional = Optional
edit-asked-hidden = Not asked
edit-opens-date = Registration from (date)
edit-opens = Registration from (time)
edit-opens-hint = Empty: as soon as the page is public.
edit-closes-date = Registration until (date)
edit-closes = Registration until (time)
edit-closes-hint = Empty: until the event ends.
edit-double-opt-in = A place is only certain once the e-mail address is confirmed
edit-approval = We decide on every registration
edit-attendance = Attendance is recorded (one click on the way in)
edit-registration-note = Sentence about registration
edit-retention = Delete data after
edit-retention-hint = Days after the event. Empty: { $days }.
edit-people = People
edit-people-row = Person
edit-people-more = Another person
edit-role = Role
edit-role-guest = Guest
edit-role-moderation = Moderation
edit-role-host = Host
edit-person-title = Title before the name
edit-name = Name
edit-function = Function
edit-organisation = Organisation
edit-place = Town
edit-partners = Partners
edit-partners-row = Partner
edit-partners-more = Another partner
edit-short-name = Abbreviation
edit-parent = Part of
edit-questions = Questions when registering
edit-questions-hint = Five at most. Every question costs registrations: ask only what you need.
edit-questions-row = Question
edit-questions-more = Another question
edit-question-label = Question
edit-kind = Answer
edit-kind-text = One line
edit-kind-long-text = Several lines
edit-kind-choice = One of several
edit-kind-several = Any number of several
edit-kind-tick = A box to tick
edit-required = Must be answered
edit-options = To choose from
edit-one-per-line = One on each line.
edit-purpose = What you want to know it for
edit-purpose-hint = Stands below the question.
edit-answer-retention = Delete answers after
edit-answer-retention-hint = Days after the event. Empty: with everything else.
edit-remove-hint = Empty all the fields and the row is gone when you save.
edit-more-facts = More about it
edit-event-type = Type
edit-event-type-hint = For example lecture, talk, workshop.
edit-topics = Topics
edit-audiences = Audiences
edit-fee = Fee
edit-fee-hint = Empty: free of charge.
edit-funding = Funding
edit-locale = Language of the event
edit-slug = Address of the page
edit-slug-hint = Only lower-case letters, digits and hyphens. Empty: made from the title.
edit-save-draft = Save as draft
edit-save-publish = Publish
edit-check = Continue
edit-back = Back to the event
edit-err-missing = { $field } is missing.
edit-err-date = { $field }: write a date such as 2027-04-15.
edit-err-time = { $field }: write a time such as 18:30.
edit-err-number = { $field }: a whole number from { $least } to { $most }.
edit-err-address = { $field }: the whole address, beginning with https://.
edit-err-choice = { $field }: choose one of the options.
edit-err-too-many = { $field }: { $most } at most.
edit-err-ends = The end must come after the start.
edit-err-skipped = That time does not exist: the clocks go forward that night. Choose { $earlier } or { $later }.
edit-err-out-of-range = That date is beyond what calendars know.
edit-err-never-open = Registration would never be open: it must begin before it closes and before the event ends.
edit-err-slug = Only lower-case letters, digits and hyphens.
edit-err-slug-taken = Another event has this address already.
edit-err-options = To choose from, 2 to { $most } different answers are needed.
edit-conflict = Somebody has changed this event in the meantime.
edit-conflict-more = What you typed is still here, but it has not been saved. Where the two differ, what has been saved meanwhile stands below. Saving makes what is in the fields count.
edit-conflict-now = Saved meanwhile: { $value }
edit-conflict-empty = Saved meanwhile: nothing
edit-link = Edit
preview-link = Preview
preview-banner = Preview: this is how the page looks.
preview-banner-more = The form does not take anything here yet.

## What changes

change-title = What changes
change-caption = What changes, before and after
change-what = What
change-before = Until now
change-after = New
change-nothing = empty
change-told = { $n ->
    [one] One person gets
   *[other] { $n } people get
} an e-mail with the new date and a new calendar entry. Reminders leave for the new date.
change-told-at = The e-mails leave { $time }. Until then the date can be changed once more without anybody getting two e-mails.
change-told-now = The e-mails leave at once.
change-none = Nothing changes.
change-promoted = { $n ->
    [one] One person moves up from the waiting list and gets
   *[other] { $n } people move up from the waiting list and get
} an e-mail with the link at once.
change-over = The new end has passed already: the event then counts as over.
change-removed = The term for personal data has then passed: all registrations are deleted in the coming night.
change-question-gone = The question “{ $question }” is dropped. Answers to it are deleted at once.
change-told-nobody = Nobody gets an e-mail because of this.
change-yes = Save it like this
change-no = Keep editing

## Calling off

call-off-title = Cancel the event
call-off-link = Cancel the event
call-off-ask = Is “{ $title }” cancelled?
call-off-told = { $n ->
    [one] One person gets
   *[other] { $n } people get
} an e-mail at once that takes the entry out of their calendar. Nothing else that was planned leaves.
call-off-nobody = Nobody has registered yet, so nobody gets an e-mail.
call-off-final = This cannot be taken back. The public page stays and says that the event is cancelled.
call-off-reason = Reason
call-off-reason-hint = Stands in the e-mail and on the page, for example “The speaker has fallen ill.”
call-off-reason-missing = Give a reason: those who have registered would like to know it.
call-off-yes = Cancel and tell everybody
call-off-yes-nobody = Cancel the event
call-off-no = Do not cancel

## Copying

copy-title = Copy the event
copy-link = Copy
copy-hint = This makes a draft with everything that stands here, on another day. Registrations stay with the original. Reminders are off until you switch them on.
copy-button = Make the draft

## Switching reminders on

arm-title = Switch reminders on
arm-off = The reminders of this event are switched off.
arm-off-more = They are after copying, so that nobody gets an e-mail by mistake.
arm-now = { $n ->
    [one] One e-mail leaves at once, since its moment has passed.
   *[other] { $n } e-mails leave at once, since their moment has passed.
}
arm-now-none = No e-mail leaves at once.
arm-rule = { $kind }: { $time }{ $n ->
    [0] {""}
    [one] , to one person
   *[other] , to { $n } people
}
arm-yes = Switch on

## What was done

done-saved = Saved.
done-created = The draft is saved. Nobody sees it yet.
done-published = The event is public.
done-cancelled = The event is cancelled.
done-copied = The draft is there. Nobody sees it yet.
done-armed = The reminders are switched on.
publish-button = Publish
room-add = Enter the link
resend-title = Send it once more
resend-text = You were signed out before it was saved. What you typed is still here: sign in in a new tab, come back here and send it once more.
resend-sign-in = Sign in in a new tab
resend-button = Send once more

## Whether everybody will have the link

forecast-ready = Everybody has the link by { $time }.
forecast-ready-places = Everybody who has a place has the link by { $time }.
forecast-in-the-way = It is not certain yet that everybody has the link by { $time }.
forecast-without = { $n ->
    [one] One person will not have the link by { $time }.
   *[other] { $n } people will not have the link by { $time }.
}
forecast-nobody-sends = Nobody is sending e-mails at the moment. On the server, halbsieben is not running, or only for the pages.
forecast-mail-stopped = E-mails leave again only { $time }: { $reason }
forecast-unwritable = An e-mail of this event cannot be written: { $reason }
forecast-too-slow = The last e-mail leaves only { $time }, after the start. The mail server takes too few.
forecast-why-bounced = The address takes no e-mail.
forecast-why-failed = The mail server has refused the e-mail.
forecast-why-too-late = The e-mail leaves too late.
forecast-more = { $n ->
    [one] and one more person
   *[other] and { $n } more people
}
next-title = Next
next-running = is on now
next-today = today
next-tomorrow = tomorrow
next-days = in { $n } days
